import { RandomStream } from '#core/random';
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
export function comparePaired(first: ScoredSubmission, second: ScoredSubmission, options: RankOptions): Comparison {
  const groups = pairedDifferences(first, second, options.weights);
  const resamples = options.resamples ?? 1000;
  const tail = (1 - (options.confidence ?? 0.95)) / 2;
  if (groups.length === 0) return { firstWins: 0.5, distinct: false };
  const stream = new RandomStream(options.seed, `bootstrap/${first.submission}/${second.submission}`);
  const means = new Float64Array(resamples);
  let wins = 0;
  for (let i = 0; i < resamples; i++) {
    const mean = resampledMean(groups, stream);
    means[i] = mean;
    wins += mean > 0 ? 1 : mean === 0 ? 0.5 : 0;
  }
  means.sort();
  const low = means[Math.floor(tail * (resamples - 1))] as number;
  const high = means[Math.ceil((1 - tail) * (resamples - 1))] as number;
  const enough = groups.every((group) => group.differences.length > 1);
  return { firstWins: wins / resamples, distinct: enough && (low > 0 || high < 0) };
}

interface Group {
  /** Weight of the scenario over the sum of weights. */
  readonly weight: number;
  readonly differences: Float64Array;
}

function resampledMean(groups: readonly Group[], stream: RandomStream): number {
  let total = 0;
  for (const { weight, differences } of groups) {
    let sum = 0;
    for (let k = 0; k < differences.length; k++) sum += differences[stream.integer(differences.length)] as number;
    total += (weight * sum) / differences.length;
  }
  return total;
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
    if (differences.length > 0) found.push({ weight: weights[scenario] ?? 0, differences: Float64Array.from(differences) });
  }
  const total = found.reduce((sum, group) => sum + group.weight, 0);
  return total > 0 ? found.map((group) => ({ ...group, weight: group.weight / total })) : [];
}
