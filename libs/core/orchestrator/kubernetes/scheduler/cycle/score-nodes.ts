import type { Profile } from '../configuration/profile.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { Cycle } from './plugin.js';

export interface ScoreTable {
  /** Plugin to weighted scores, one per feasible node. */
  readonly columns: ReadonlyMap<string, readonly number[]>;
  readonly totals: readonly number[];
}

/** Every plugin that has something to say scores every feasible node; its scores are brought to 0..100 and weighted. */
export function scoreNodes(profile: Profile, cycle: Cycle, feasible: readonly NodeInfo[]): ScoreTable {
  const columns = new Map<string, readonly number[]>();
  const totals = new Array<number>(feasible.length).fill(0);
  for (const { plugin, weight } of profile.scorers) {
    const scorer = plugin.prepareScore?.(cycle, feasible) ?? null;
    if (scorer === null) continue;
    const column = feasible.map((node) => scorer.score(node));
    scorer.normalize?.(column, feasible);
    for (let i = 0; i < column.length; i++) {
      const weighted = (column[i] as number) * weight;
      column[i] = weighted;
      totals[i] = (totals[i] as number) + weighted;
    }
    columns.set(plugin.name, column);
  }
  return { columns, totals };
}
