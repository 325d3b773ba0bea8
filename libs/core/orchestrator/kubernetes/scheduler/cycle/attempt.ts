import { RandomStream } from '#core/random';
import type { Profile } from '../configuration/profile.js';
import type { TieRule } from '../configuration/scheduler-options.js';
import { preempt } from '../plugins/default-preemption/default-preemption.js';
import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import { emptySieve, findFeasible, type Sieve } from './find-feasible.js';
import { anyOfTheBest, topOfHeap } from './pick-host.js';
import type { Preemption } from './placement.js';
import type { Cycle } from './plugin.js';
import type { SchedulerExtenders } from '../extender/scheduler-extenders.js';
import type { QuickPlacement } from '../template/quick-placement.js';
import { TemplateEngine } from '../template/template-engine.js';
import { PreparedFilters } from './prepared-filters.js';
import type { Rejection } from './rejection.js';
import { type ScoreTable, scoreNodes } from './score-nodes.js';

/** What one attempt found, before anyone asks for words. */
export interface Attempt {
  readonly chosen: NodeInfo | null;
  readonly sieve: Sieve;
  readonly table: ScoreTable | null;
  /** Set when no node comes into question at all. */
  readonly rejection: Rejection | null;
  readonly narrowedBy: readonly string[];
  readonly preemption: Preemption | null;
}

/** Without nodes nothing is asked: the pod waits for whatever happens next. */
const NO_NODES: Attempt = { chosen: null, sieve: emptySieve(), table: null, rejection: null, narrowedBy: [], preemption: null };

/** Runs cycles. Remembers only where the next search starts, and its random streams. */
export class Attempts {
  private start = 0;
  private readonly templates: TemplateEngine;
  private readonly tieDraws: RandomStream;
  private readonly offsets: RandomStream;

  constructor(
    private readonly cluster: ClusterSnapshot,
    private readonly ties: TieRule,
    seed: number | string,
    private readonly extenders: SchedulerExtenders | null = null,
  ) {
    this.tieDraws = new RandomStream(seed, 'kubernetes-scheduler/ties');
    this.templates = new TemplateEngine(cluster, ties === 'heap' ? null : this.tieDraws);
    this.offsets = new RandomStream(seed, 'kubernetes-scheduler/preemption');
  }

  /** The decision alone, where it can be had quickly; null: it takes `run`. */
  quick(pod: PodInfo, profile: Profile): QuickPlacement | null {
    const nodes = this.cluster.nodes.length;
    this.cluster.beginCycle();
    if (nodes === 0 || this.extendersFor(pod) !== null) return null;
    const placed = this.templates.place(pod, profile, this.start % nodes);
    if (placed !== null) this.start = placed.nextStart;
    return placed;
  }

  run(pod: PodInfo, profile: Profile): Attempt {
    this.cluster.beginCycle();
    const cycle: Cycle = { pod, cluster: this.cluster };
    if (this.cluster.nodes.length === 0) return NO_NODES;
    const filters = PreparedFilters.of(cycle, profile.filters);
    const sieve = emptySieve();
    if (!(filters instanceof PreparedFilters)) return this.failed(cycle, profile, null, sieve, filters);
    const extenders = this.extendersFor(pod);
    let unanswered: string | null = null;
    if (this.nominatedStillFits(cycle, filters, sieve)) unanswered = passExtenders(extenders, pod, sieve);
    if (sieve.feasible.length === 0) {
      this.search(filters, profile, sieve);
      unanswered = passExtenders(extenders, pod, sieve);
    }
    if (unanswered !== null) return { ...NO_NODES, sieve, rejection: { plugin: 'Extender', code: 'Error', reasons: [unanswered] } };
    if (sieve.feasible.length === 0) return this.failed(cycle, profile, filters, sieve, null);
    const own = sieve.feasible.length === 1 ? null : scoreNodes(profile, cycle, sieve.feasible);
    const added = own === null ? null : (extenders?.prioritize(pod, sieve.feasible) ?? null);
    const table = own === null || added === null ? own : { ...own, totals: own.totals.map((total, i) => total + (added[i] as number)) };
    // Where an extender scored, ties are drawn.
    const chosen = sieve.feasible[table === null ? 0 : added === null ? this.pick(table.totals) : anyOfTheBest(table.totals, this.tieDraws)] as NodeInfo;
    return { chosen, sieve, table, rejection: null, narrowedBy: filters.narrowedBy, preemption: null };
  }

  private search(filters: PreparedFilters, profile: Profile, sieve: Sieve): void {
    const { percentageOfNodesToScore: percentage, scorers } = profile;
    const scores = scorers.length > 0 || (this.extenders?.filters ?? false);
    this.start = findFeasible({ cluster: this.cluster, filters, percentage, scores }, this.start % (this.cluster.nodes.length || 1), sieve);
  }

  /** A node that preemption made room on is taken without looking further, if it has the room. */
  private nominatedStillFits({ pod, cluster }: Cycle, filters: PreparedFilters, sieve: Sieve): boolean {
    const node = pod.nominatedNode === null ? undefined : cluster.node(pod.nominatedNode);
    if (node === undefined || filters.onlyNodes?.has(node.name) === false || filters.check(node) !== null) return false;
    sieve.feasible.push(node);
    return true;
  }

  private extendersFor(pod: PodInfo): SchedulerExtenders | null {
    return this.extenders?.interestedIn(pod) === true ? this.extenders : null;
  }

  private pick(totals: readonly number[]): number {
    return this.ties === 'heap' ? topOfHeap(totals) : anyOfTheBest(totals, this.tieDraws);
  }

  private failed(cycle: Cycle, profile: Profile, filters: PreparedFilters | null, sieve: Sieve, rejection: Rejection | null): Attempt {
    const preemption = profile.preemption === null ? null : preempt(cycle, filters, sieve, profile.preemption, this.offsets, this.extendersFor(cycle.pod));
    return { chosen: null, sieve, table: null, rejection, narrowedBy: filters?.narrowedBy ?? [], preemption };
  }
}

/** What extenders turn down joins what the filters turned down; gives why one of them failed, when that fails the attempt. */
function passExtenders(extenders: SchedulerExtenders | null, pod: PodInfo, sieve: Sieve): string | null {
  if (extenders === null || sieve.feasible.length === 0) return null;
  const verdict = extenders.filter(pod, sieve.feasible);
  if (!verdict.ok) return verdict.error;
  sieve.feasible.splice(0, sieve.feasible.length, ...verdict.kept);
  for (const { node, rejection } of verdict.rejected) {
    sieve.rejected.push(node);
    sieve.rejections.push(rejection);
  }
  return null;
}
