import type { Profile } from '../configuration/profile.js';
import type { Cycle, FoundNodes } from '../cycle/plugin.js';
import type { NodeInfo } from '../snapshot/node-info.js';

/** Adds what plugins say of the nodes found; those that cannot do it in one go are asked node by node. */
export function addAllScores(totals: Int32Array, cycle: Cycle, scorers: Profile['scorers'], found: FoundNodes): void {
  const others = scorers.filter(({ plugin, weight }) => plugin.addScores?.(cycle, found, totals, weight) !== true);
  if (others.length === 0) return;
  const feasible = Array.from({ length: found.count }, (_, i) => cycle.cluster.nodes[found.positions[i] as number] as NodeInfo);
  addScores(totals, cycle, others, feasible);
}

/** Adds what plugins say of the feasible nodes, asking them node by node. */
export function addScores(totals: Int32Array, cycle: Cycle, scorers: Profile['scorers'], feasible: readonly NodeInfo[]): void {
  for (const { plugin, weight } of scorers) {
    const scorer = plugin.prepareScore?.(cycle, feasible) ?? null;
    if (scorer === null) continue;
    const column = feasible.map((node) => scorer.score(node));
    scorer.normalize?.(column, feasible);
    for (let i = 0; i < column.length; i++) totals[i] = (totals[i] as number) + (column[i] as number) * weight;
  }
}
