import type { Profile } from '../configuration/profile.js';
import type { Cycle } from '../cycle/plugin.js';
import type { NodeInfo } from '../snapshot/node-info.js';

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
