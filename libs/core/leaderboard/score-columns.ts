import type { RankOptions, ScoredSubmission } from './scored-submission.js';

/**
 * Scores of one entry laid out by (scenario, seed), so that comparing ten thousand entries costs additions and no look-ups. All rows of
 * a board share one list of columns: scenario by scenario in code-unit order, seeds rising.
 */
export interface ScoreColumns {
  readonly scenarios: readonly ScenarioColumns[];
  readonly indexOf: ReadonlyMap<string, number>;
}

interface ScenarioColumns {
  readonly name: string;
  /** Over the sum of weights. */
  readonly weight: number;
  readonly from: number;
  readonly to: number;
}

/** The columns of a board: every seed of every weighted scenario that anybody was judged on. */
export function columnsOf(submissions: readonly ScoredSubmission[], weights: RankOptions['weights']): ScoreColumns {
  const seeds = new Map(Object.keys(weights).map((name) => [name, new Set<number>()]));
  for (const { runs } of submissions) for (const run of runs) seeds.get(run.scenario)?.add(run.seed);
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const indexOf = new Map<string, number>();
  const scenarios = [...seeds.keys()].sort().map((name) => {
    const from = indexOf.size;
    for (const seed of [...(seeds.get(name) as Set<number>)].sort((a, b) => a - b)) indexOf.set(columnName(name, seed), indexOf.size);
    return { name, weight: total > 0 ? (weights[name] ?? 0) / total : 0, from, to: indexOf.size };
  });
  return { scenarios, indexOf };
}

/** NaN: not judged there. */
export function scoresOf(submission: ScoredSubmission, columns: ScoreColumns): Float64Array {
  const row = new Float64Array(columns.indexOf.size).fill(Number.NaN);
  for (const run of submission.runs) {
    const column = columns.indexOf.get(columnName(run.scenario, run.seed));
    if (column !== undefined && run.score !== null) row[column] = run.score;
  }
  return row;
}

const columnName = (scenario: string, seed: number): string => `${scenario}\n${seed}`;
