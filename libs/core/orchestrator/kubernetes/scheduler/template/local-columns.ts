import type { Profile } from '../configuration/profile.js';
import type { Cycle, NodeFilter, NodeScorer } from '../cycle/plugin.js';
import type { NodeInfo } from '../snapshot/node-info.js';

interface Column {
  readonly scorer: NodeScorer;
  readonly weight: number;
  readonly raw: Float64Array;
  /** How many raw scores are not 0. While none is, bringing them to 0..100 gives all nodes the same. */
  nonZero: number;
}

/** What the local plugins think of every node for the pods of one template, node by node kept up to date. */
export class LocalColumns {
  readonly passes: Uint8Array;
  /** Sum of the weighted scores that need no normalizing. */
  readonly sums: Float64Array;
  readonly normalized: readonly Column[];
  private readonly plain: readonly Column[];

  constructor(
    profile: Profile,
    cycle: Cycle,
    private readonly filters: readonly NodeFilter[],
  ) {
    const { nodes } = cycle.cluster;
    this.passes = new Uint8Array(nodes.length);
    this.sums = new Float64Array(nodes.length);
    const columns = profile.scorers.flatMap(({ plugin, weight }): Column[] => {
      const scorer = plugin.local ? (plugin.prepareScore?.(cycle, nodes) ?? null) : null;
      return scorer === null ? [] : [{ scorer, weight, raw: new Float64Array(nodes.length), nonZero: 0 }];
    });
    this.normalized = columns.filter((c) => c.scorer.normalize !== undefined);
    this.plain = columns.filter((c) => c.scorer.normalize === undefined);
    nodes.forEach((node, at) => this.look(node, at));
  }

  /** Every node gets the same from the columns that need normalizing. */
  get level(): boolean {
    for (const c of this.normalized) if (c.nonZero > 0) return false;
    return true;
  }

  look(node: NodeInfo, at: number): void {
    this.passes[at] = this.admits(node) ? 1 : 0;
    let sum = 0;
    for (const { scorer, weight } of this.plain) sum += scorer.score(node) * weight;
    this.sums[at] = sum;
    for (const column of this.normalized) {
      const raw = column.scorer.score(node);
      if (raw !== 0) column.nonZero++;
      if (column.raw[at] !== 0) column.nonZero--;
      column.raw[at] = raw;
    }
  }

  private admits(node: NodeInfo): boolean {
    for (const filter of this.filters) if (filter.check(node) !== null) return false;
    return true;
  }
}
