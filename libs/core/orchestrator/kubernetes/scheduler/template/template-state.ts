import type { Profile } from '../configuration/profile.js';
import { isRejection, type Cycle, type NodeFilter } from '../cycle/plugin.js';
import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import { LocalColumns } from './local-columns.js';
import { WinnerTree } from './winner-tree.js';

/** Filters of the local plugins; null when the pod narrows the choice of nodes, or has no chance at all. */
function localFilters(profile: Profile, cycle: Cycle): NodeFilter[] | null {
  const filters: NodeFilter[] = [];
  for (const plugin of profile.filters) {
    const filter = plugin.local ? (plugin.prepareFilter?.(cycle) ?? null) : null;
    if (isRejection(filter) || filter?.onlyNodes) return null;
    if (filter !== null) filters.push(filter);
  }
  return filters;
}

/** What is known about the nodes for one template's pods, and who would win if every node were looked at. */
export class TemplateState {
  readonly nodes: readonly NodeInfo[];
  readonly epoch: number;
  private readonly places: Int32Array;
  private readonly feasibleAt: Int32Array;
  private readonly tree = new WinnerTree();
  private read: number;
  private ordered = false;
  private start = -1;
  feasible: Int32Array;
  count = 0;

  private constructor(
    private readonly cluster: ClusterSnapshot,
    readonly columns: LocalColumns,
  ) {
    this.nodes = cluster.nodes;
    this.epoch = cluster.journal.epoch;
    this.read = cluster.journal.length;
    this.places = new Int32Array(cluster.slots);
    this.nodes.forEach((node, at) => {
      this.places[node.slot] = at;
    });
    this.feasible = new Int32Array(this.nodes.length);
    this.feasibleAt = new Int32Array(this.nodes.length);
  }

  static of(profile: Profile, pod: PodInfo, cluster: ClusterSnapshot): TemplateState | null {
    const cycle = { pod, cluster };
    const filters = localFilters(profile, cycle);
    return filters === null ? null : new TemplateState(cluster, new LocalColumns(profile, cycle, filters));
  }

  /** Looks again at the nodes that changed since it was asked last. */
  catchUp(): void {
    const { journal } = this.cluster;
    const { columns } = this;
    while (this.read < journal.length) {
      const at = this.places[journal.at(this.read++)] as number;
      const passed = columns.passes[at];
      columns.look(this.nodes[at] as NodeInfo, at);
      if (passed !== columns.passes[at]) this.ordered = false;
      else if (this.ordered && passed === 1) this.tree.change(this.feasibleAt[at] as number, columns.sums[at] as number);
    }
  }

  /** Position of the winner when all nodes are looked at from `start` on and the local scores alone decide; -1: none fits. */
  winner(start: number): number {
    if (!this.ordered || this.start !== start) this.order(start);
    if (this.count === 0) return -1;
    return this.feasible[this.tree.top] as number;
  }

  private order(start: number): void {
    const { columns, nodes } = this;
    this.count = 0;
    for (let i = 0, at = start; i < nodes.length; i++, at = at + 1 === nodes.length ? 0 : at + 1) {
      if (columns.passes[at] === 0) continue;
      this.feasibleAt[at] = this.count;
      this.feasible[this.count++] = at;
    }
    this.tree.reset(this.count);
    for (let i = 0; i < this.count; i++) this.tree.totals[i] = columns.sums[this.feasible[i] as number] as number;
    this.tree.rebuild();
    this.ordered = true;
    this.start = start;
  }
}
