import { Resamples } from './resamples.js';
import type { RankOptions, ScoredSubmission } from './scored-submission.js';

export interface Comparison {
  /** Share of resamples in which the first entry has the higher score; ties count half. */
  readonly firstWins: number;
  /** The confidence interval of the difference excludes 0. */
  readonly distinct: boolean;
}

/**
 * Compares two entries by **paired bootstrap**: both were judged on the same seeds, so the differences per (scenario, seed)
 * are resampled within each scenario and averaged by scenario weight (Efron and Tibshirani; percentile interval). One
 * seed a scenario says nothing about spread: such entries are never distinct.
 */
export function comparePaired(
  first: ScoredSubmission,
  second: ScoredSubmission,
  options: RankOptions,
  resamples: Resamples = new Resamples(options),
): Comparison {
  const groups = pairedDifferences(first, second, options.weights);
  if (groups.length === 0) return { firstWins: 0.5, distinct: false };
  const { above, below } = countSigns(resampledMeans(groups, resamples));
  const { count } = resamples;
  // The lower quantile is above 0 exactly when no more means than its index are not; likewise from above. No sorting needed.
  const tail = Math.floor(((1 - (options.confidence ?? 0.95)) / 2) * (count - 1));
  const enough = groups.every((group) => group.differences.length > 1);
  return { firstWins: (above + (count - above - below) / 2) / count, distinct: enough && (count - above <= tail || count - below <= tail) };
}

interface Group {
  readonly scenario: string;
  /** Weight of the scenario over the sum of weights. */
  readonly weight: number;
  readonly differences: Float64Array;
}

function resampledMeans(groups: readonly Group[], resamples: Resamples): Float64Array {
  const means = new Float64Array(resamples.count);
  for (const { scenario, weight, differences } of groups) {
    const size = differences.length;
    const picks = resamples.picks(scenario, size);
    for (let i = 0, at = 0; i < means.length; i++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += differences[picks[at++] as number] as number;
      means[i] = (means[i] as number) + (weight * sum) / size;
    }
  }
  return means;
}

function countSigns(means: Float64Array): { readonly above: number; readonly below: number } {
  let above = 0;
  let below = 0;
  for (const mean of means) {
    if (mean > 0) above += 1;
    else if (mean < 0) below += 1;
  }
  return { above, below };
}

function pairedDifferences(first: ScoredSubmission, second: ScoredSubmission, weights: RankOptions['weights']): readonly Group[] {
  const other = new Map(second.runs.map((run) => [`${run.scenario}\n${run.seed}`, run.score]));
  const found: Group[] = [];
  for (const scenario of Object.keys(weights).sort()) {
    const differences = first.runs
      .filter((run) => run.scenario === scenario)
      .sort((a, b) => a.seed - b.seed)
      .flatMap((run) => {
        const theirs = other.get(`${scenario}\n${run.seed}`);
        return run.score === null || theirs === null || theirs === undefined ? [] : [run.score - theirs];
      });
    if (differences.length > 0) found.push({ scenario, weight: weights[scenario] ?? 0, differences: Float64Array.from(differences) });
  }
  const total = found.reduce((sum, group) => sum + group.weight, 0);
  return total > 0 ? found.map((group) => ({ ...group, weight: group.weight / total })) : [];
}
