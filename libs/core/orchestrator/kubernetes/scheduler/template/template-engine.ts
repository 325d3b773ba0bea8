import type { RandomStream } from '#core/random';
import type { Profile } from '../configuration/profile.js';
import { nodesToFind } from '../cycle/nodes-to-find.js';
import { type Cycle, isRejection, type NodeFilter } from '../cycle/plugin.js';
import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import type { PodTraits } from '../snapshot/pod-traits.js';
import type { LocalColumns } from './local-columns.js';
import { addScores } from './add-scores.js';
import { BestOf } from './best-of.js';
import { ColumnPlacer } from './column-placer.js';
import type { QuickPlacement } from './quick-placement.js';
import { TemplateState } from './template-state.js';

interface Known {
  seen: number;
  state: TemplateState | null;
}

/** Positions of the nodes found feasible, in the order found. */
interface Window {
  positions: Int32Array;
  count: number;
  evaluated: number;
}

/** Pods of one template met fewer times than this are not worth remembering every node for. */
const WORTH = 2;

/**
 * Decides as the plain cycle does, only sooner. Most profiles score cpu and memory in ways that are written out over columns; for pods of
 * the others that share a template it remembers what the local plugins think of each node and looks again at those that changed. What it cannot decide (no node fits, room was promised to
 * somebody) it leaves to the plain cycle.
 */
export class TemplateEngine {
  private readonly byProfile = new Map<Profile, WeakMap<PodTraits, Known>>();
  private readonly top: BestOf;

  private readonly columns: ColumnPlacer;
  private readonly window: Window = { positions: new Int32Array(0), count: 0, evaluated: 0 };

  /** `draws`: ties are drawn from it; null: they are decided by a heap. */
  constructor(
    private readonly cluster: ClusterSnapshot,
    private readonly draws: RandomStream | null,
  ) {
    this.top = new BestOf(draws);
    this.columns = new ColumnPlacer(cluster, draws);
  }

  place(pod: PodInfo, profile: Profile, start: number): QuickPlacement | null {
    const { cluster } = this;
    if (pod.nominatedNode !== null || cluster.nominated.size > 0 || profile.scorers.length === 0) return null;
    const cycle: Cycle = { pod, cluster };
    const filters = wideFilters(profile, cycle);
    if (filters === null) return null;
    const scorers = profile.scorers.filter(({ plugin }) => !plugin.local && (plugin.mayScore?.(cycle) ?? true));
    const goal = nodesToFind(profile.percentageOfNodesToScore, cluster.nodes.length);
    if (profile.plainResources !== null) return this.columns.place({ cycle, profile, plain: profile.plainResources, filters, start, goal }, scorers);
    const state = this.stateOf(pod, profile);
    if (state === null) return null;
    state.catchUp();
    if (goal >= state.nodes.length && filters.length + scorers.length === 0 && state.columns.level && this.draws === null) return whole(state, start);
    return this.windowed(cycle, state, filters, scorers, start, goal);
  }

  private windowed(
    cycle: Cycle,
    state: TemplateState,
    filters: readonly NodeFilter[],
    scorers: Profile['scorers'],
    start: number,
    goal: number,
  ): QuickPlacement | null {
    const { window } = this;
    look(window, state, filters, start, goal);
    const { positions, count, evaluated } = window;
    if (count === 0) return null;
    const chosen = count === 1 ? 0 : this.best(cycle, state, scorers, window);
    const nextStart = (start + evaluated) % state.nodes.length;
    return { node: (state.nodes[positions[chosen] as number] as NodeInfo).name, evaluated, feasible: count, nextStart };
  }

  private best(cycle: Cycle, { columns, nodes }: TemplateState, scorers: Profile['scorers'], { positions, count }: Window): number {
    this.top.reset(count);
    const { totals } = this.top;
    for (let i = 0; i < count; i++) totals[i] = columns.sums[positions[i] as number] as number;
    if (scorers.length > 0 || !columns.level) {
      const found = Array.from(positions.subarray(0, count));
      const feasible = found.map((at) => nodes[at] as NodeInfo);
      addNormalized(totals, columns, found, feasible);
      addScores(totals, cycle, scorers, feasible);
    }
    return this.top.top(count);
  }

  private stateOf(pod: PodInfo, profile: Profile): TemplateState | null {
    const known = this.knownOf(pod, profile);
    if (known.state !== null && known.state.epoch === this.cluster.journal.epoch) return known.state;
    known.state = null;
    if (++known.seen < WORTH) return null;
    known.state = TemplateState.of(profile, pod, this.cluster);
    return known.state;
  }

  private knownOf(pod: PodInfo, profile: Profile): Known {
    const byTraits = this.byProfile.get(profile) ?? new WeakMap<PodTraits, Known>();
    this.byProfile.set(profile, byTraits);
    const known = byTraits.get(pod.traits) ?? { seen: 0, state: null };
    byTraits.set(pod.traits, known);
    return known;
  }
}

function addNormalized(totals: Int32Array, columns: LocalColumns, positions: readonly number[], feasible: readonly NodeInfo[]): void {
  for (const { scorer, weight, raw, nonZero } of columns.normalized) {
    if (nonZero === 0) continue;
    const column = positions.map((at) => raw[at] as number);
    scorer.normalize?.(column, feasible);
    for (let i = 0; i < column.length; i++) totals[i] = (totals[i] as number) + (column[i] as number) * weight;
  }
}

function whole(state: TemplateState, start: number): QuickPlacement | null {
  const at = state.winner(start);
  if (at < 0) return null;
  return { node: (state.nodes[at] as NodeInfo).name, evaluated: state.nodes.length, feasible: state.count, nextStart: start };
}

/** Filters of the plugins that look beyond the node; null when one of them rules out every node. */
function wideFilters(profile: Profile, cycle: Cycle): NodeFilter[] | null {
  const filters: NodeFilter[] = [];
  for (const plugin of profile.filters) {
    const filter = plugin.local ? null : (plugin.prepareFilter?.(cycle) ?? null);
    if (isRejection(filter) || filter?.onlyNodes) return null;
    if (filter !== null) filters.push(filter);
  }
  return filters;
}

function admitted(filters: readonly NodeFilter[], node: NodeInfo): boolean {
  for (const filter of filters) if (filter.check(node) !== null) return false;
  return true;
}

/** As the plain cycle does: on until one more than enough fits. */
function look(window: Window, { nodes, columns }: TemplateState, filters: readonly NodeFilter[], start: number, goal: number): void {
  if (window.positions.length < nodes.length) window.positions = new Int32Array(nodes.length);
  const { positions } = window;
  const { passes } = columns;
  let count = 0;
  let evaluated = 0;
  for (let at = start; evaluated < nodes.length; at = at + 1 === nodes.length ? 0 : at + 1, evaluated++) {
    if (passes[at] === 0 || (filters.length > 0 && !admitted(filters, nodes[at] as NodeInfo))) continue;
    if (count === goal) break;
    positions[count++] = at;
  }
  window.count = count;
  window.evaluated = evaluated;
}
