import type { RandomStream } from '#core/random';
import type { Profile } from '../configuration/profile.js';
import type { Cycle, NodeFilter } from '../cycle/plugin.js';
import { scalarsWanted } from '../plugins/node-resources/fit-filter.js';
import type { PlainResources } from '../plugins/node-resources/plain-resources.js';
import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import { Interned } from '../snapshot/interned.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import type { PodTraits } from '../snapshot/pod-traits.js';
import { BestOf } from './best-of.js';
import { isLasting, KindColumns } from './kind-columns.js';
import { ResourceColumns } from './resource-columns.js';
import { ScoreMemory } from './score-memory.js';
import { type ResourceScorers, ResourceScores, type ScoredPod } from './resource-scores.js';
import { type Wanted, Window } from './window.js';

/** So many kinds of pods are remembered of each generation. */
const MOST_KINDS = 256;

/** One pod that looks for a node. */
export interface Question {
  readonly cycle: Cycle;
  readonly profile: Profile;
  readonly plain: PlainResources;
  /** Of the plugins that look beyond the node. */
  readonly filters: readonly NodeFilter[];
  readonly start: number;
  /** So many nodes are enough. */
  readonly goal: number;
}

/** The same with the columns that it is answered from. */
export interface ColumnSearch {
  readonly columns: ResourceColumns;
  readonly kind: KindColumns;
  /** The kind's as it was. */
  readonly version: number;
  readonly wanted: Wanted;
  readonly pod: ScoredPod;
  readonly start: number;
}

/**
 * Finds and scores nodes over columns. Pods need have nothing in common: cpu and memory of all nodes stand in columns that all pods
 * share; what follows from labels, taints and images is kept by kind of pod, and pods of one kind are many.
 */
export class ColumnEngine {
  readonly window = new Window();
  readonly best: BestOf;
  private readonly resources = new ResourceScores();
  private columns: ResourceColumns | null = null;
  private memory: ScoreMemory | null = null;
  private readonly kinds = new Map<Profile, Interned<string, KindColumns>>();

  constructor(
    private readonly cluster: ClusterSnapshot,
    draws: RandomStream | null,
  ) {
    this.best = new BestOf(draws);
  }

  /** Fills `window`, and the totals of `best` when there are several nodes. Null when the pod's kind is none for columns. */
  search(question: Question): ColumnSearch | null {
    const { cycle, profile, plain, filters, start, goal } = question;
    const { traits } = cycle.pod;
    if (traits.nodeName !== '' || isOdd(traits)) return null;
    const kind = this.kindOf(cycle.pod, profile);
    if (!kind.catchUp()) return null;
    const columns = this.columnsNow();
    const { window, best } = this;
    const wanted = wantedBy(cycle, profile, plain, filters, columns);
    window.search(columns, kind, wanted, start, goal);
    const balanceWeight = traits.requests.cpu + traits.requests.memory === 0 ? 0 : plain.balanceWeight;
    const pod = { traits, plain, balanceWeight, scorers: () => scorersOf(profile, cycle, columns.nodes) };
    if (window.count > 1) {
      best.reset(window.count);
      this.resources.fill(best.totals, window, columns, pod);
      kind.addTo(best.totals, window.positions, window.count);
    }
    return { columns, kind, version: kind.version, wanted, pod, start };
  }

  /** Whether what was found may be added to: nodes are the same and have not changed but for their pods. */
  holds({ columns, kind, version }: ColumnSearch): boolean {
    return this.columnsNow() === columns && kind.catchUp() && kind.version === version;
  }

  /** To be called before `totalAt`. */
  prepare({ pod, columns }: ColumnSearch): void {
    this.resources.measure(pod.traits, columns);
  }

  fits({ columns, kind, wanted }: ColumnSearch, at: number): boolean {
    return this.window.passes(columns, kind, wanted, at);
  }

  /** `byClass` as it was when all nodes were compared. */
  totalAt({ columns, kind, pod }: ColumnSearch, at: number, byClass: Int32Array | null): number {
    return this.resources.scoreAt(columns, at, pod) + kind.scoreAt(at, byClass);
  }

  private columnsNow(): ResourceColumns {
    if (this.columns?.epoch !== this.cluster.journal.epoch) this.columns = new ResourceColumns(this.cluster, this.memoryNow());
    this.columns.catchUp();
    return this.columns;
  }

  /** The same one as long as it has room: whoever has the columns before these does not look at them again. */
  private memoryNow(): ScoreMemory | null {
    const nodes = this.cluster.nodes.length;
    if (this.memory === null || this.memory.nodes < nodes) {
      this.memory = ScoreMemory.for(nodes);
      this.best.over(this.memory);
    }
    return this.memory;
  }

  private kindOf(pod: PodInfo, profile: Profile): KindColumns {
    let kinds = this.kinds.get(profile);
    if (kinds === undefined) {
      kinds = new Interned(MOST_KINDS);
      this.kinds.set(profile, kinds);
    }
    const { nodeText, images, containers } = pod.traits;
    // An image that no node has makes no difference to any; when one gets it the pod is of another kind.
    const known = images.filter((image) => this.cluster.images.get(image) !== undefined);
    const text = known.length === 0 ? nodeText : `${nodeText}\n${containers}\n${known.join('\n')}`;
    return kinds.of(text, () => new KindColumns(this.cluster, profile, { ...pod, traits: { ...pod.traits, images: known } }));
  }
}

/** Asking for less than nothing, which the API server would not hear of. */
const isOdd = ({ requests, comparedRequests }: PodTraits): boolean =>
  requests.cpu < 0 || requests.memory < 0 || comparedRequests.cpu < 0 || comparedRequests.memory < 0;

function wantedBy(cycle: Cycle, profile: Profile, plain: PlainResources, wide: readonly NodeFilter[], columns: ResourceColumns): Wanted {
  const { requests, hostPorts } = cycle.pod.traits;
  const { cpu, memory } = requests;
  const nothing = Number.NEGATIVE_INFINITY;
  const wanted: Wanted = { cpu: cpu > 0 ? cpu : nothing, memory: memory > 0 ? memory : nothing, others: [], bounds: [], filters: [] };
  if (requests.ephemeral > 0) wanted.others.push({ amount: requests.ephemeral, free: columns.free('ephemeral-storage') });
  for (const [resource, amount] of scalarsWanted(requests, plain.ignored)) wanted.others.push({ amount, free: columns.free(resource) });
  if (hostPorts.length > 0) wanted.filters.push(...portFilters(profile, cycle));
  for (const filter of wide) {
    if (filter.bounds === undefined) wanted.filters.push(filter);
    else for (const bound of filter.bounds()) wanted.bounds.push({ ...bound, ids: columns.idsOf(bound.topology) });
  }
  return wanted;
}

function portFilters(profile: Profile, cycle: Cycle): NodeFilter[] {
  const plugin = profile.filters.find((p) => p.name === 'NodePorts');
  const filter = plugin?.prepareFilter?.(cycle) ?? null;
  return filter === null ? [] : [filter as NodeFilter];
}

function scorersOf(profile: Profile, cycle: Cycle, nodes: readonly NodeInfo[]): ResourceScorers {
  const of = (name: string) => profile.scorers.find(({ plugin }) => plugin.name === name && !isLasting(plugin))?.plugin.prepareScore?.(cycle, nodes) ?? null;
  return { fit: of('NodeResourcesFit'), balance: of('NodeResourcesBalancedAllocation') };
}
