import { columnsOf, scoresOf } from './score-columns.js';
import { compareRows, type Cluster, clustersOf, varianceOf } from './paired-comparison.js';
import { Resamples } from './resamples.js';
import type { RankOptions, ScoredSubmission, Standing } from './scored-submission.js';

/** What a contest publishes about extra seeds before it opens. */
export interface SeedBudget {
  /** Seeds kept in reserve, by scenario, in the order in which they are used. */
  readonly reserve: Readonly<Record<string, readonly number[]>>;
  /** Extra seeds an entry may get on one scenario. */
  readonly perScenario: number;
  /** Extra runs that this round may ask for: what is left of the contest's budget, at most. */
  readonly perRound: number;
}

export interface ExtraRun {
  readonly submission: string;
  readonly scenario: string;
  readonly seed: number;
}

/**
 * Where more seeds would tell most: neighbours on the board that one more seed could tell apart, nearest to it first. Both get the
 * same seed, on the scenario that adds most to the doubt (Neyman's allocation: the largest gain in variance per run). Pure: the
 * same board gives the same plan, whoever asks; runs that are under way are not asked for again.
 */
export function planExtraSeeds(
  submissions: readonly ScoredSubmission[],
  standings: readonly Standing[],
  options: RankOptions,
  budget: SeedBudget,
): readonly ExtraRun[] {
  const byId = new Map(submissions.map((one) => [one.submission, one]));
  const rows = standings.filter((row) => row.score !== null).flatMap((row) => byId.get(row.submission) ?? []);
  const columns = columnsOf(rows, options.weights);
  const resamples = new Resamples(options);
  const laidOut = rows.map((row) => scoresOf(row, columns));
  const doubts = rows.slice(1).flatMap((second, index) => {
    const first = rows[index] as ScoredSubmission;
    const [a, b] = [laidOut[index] as Float64Array, laidOut[index + 1] as Float64Array];
    const { moreSeeds } = compareRows(a, b, columns, options, resamples);
    return moreSeeds === null || moreSeeds === 0 ? [] : [{ first, second, moreSeeds, clusters: clustersOf(a, b, columns) }];
  });
  const plan: ExtraRun[] = [];
  const asked = new Set<string>();
  for (const { first, second, clusters } of doubts.sort((x, y) => x.moreSeeds - y.moreSeeds || (x.first.submission < y.first.submission ? -1 : 1))) {
    const found = nextSeed(first, second, clusters, budget);
    if (found === null) continue;
    const wanted = [first, second].filter((one) => !hasRun(one, found.scenario, found.seed)).map((one) => ({ submission: one.submission, ...found }));
    const fresh = wanted.filter((run) => !asked.has(`${run.submission}\n${run.scenario}\n${run.seed}`));
    if (plan.length + fresh.length > budget.perRound) break;
    for (const run of fresh) {
      asked.add(`${run.submission}\n${run.scenario}\n${run.seed}`);
      plan.push(run);
    }
  }
  return plan;
}

/** The scenario whose next seed takes most doubt away, and that seed; null: the budget of all is spent. */
function nextSeed(
  first: ScoredSubmission,
  second: ScoredSubmission,
  clusters: readonly Cluster[],
  budget: SeedBudget,
): { readonly scenario: string; readonly seed: number } | null {
  const open = clusters.flatMap((cluster) => {
    const reserve = (budget.reserve[cluster.scenario] ?? []).slice(0, budget.perScenario);
    const seed = reserve.find((one) => !hasRun(first, cluster.scenario, one) || !hasRun(second, cluster.scenario, one));
    const size = cluster.differences.length;
    const gain = (cluster.weight ** 2 * varianceOf(cluster)) / (size * (size + 1));
    return seed === undefined ? [] : [{ scenario: cluster.scenario, seed, gain }];
  });
  open.sort((a, b) => b.gain - a.gain || (a.scenario < b.scenario ? -1 : 1));
  return open[0] === undefined ? null : { scenario: open[0].scenario, seed: open[0].seed };
}

const hasRun = (submission: ScoredSubmission, scenario: string, seed: number): boolean =>
  submission.runs.some((run) => run.scenario === scenario && run.seed === seed);
