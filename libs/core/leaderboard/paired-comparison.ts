import { bcaInterval } from './bca-interval.js';
import { Resamples } from './resamples.js';
import { columnsOf, type ScoreColumns, scoresOf } from './score-columns.js';
import type { RankOptions, ScoredSubmission } from './scored-submission.js';

export interface Comparison {
  /** Weighted mean over scenarios of the mean difference on common seeds; null without a common seed. */
  readonly difference: number | null;
  /** Share of resamples in which the first entry has the higher score; ties count half. P(first beats second). */
  readonly firstWins: number;
  /** The confidence interval of the difference excludes 0. */
  readonly distinct: boolean;
  /** Seeds a scenario that must be added before the interval would exclude 0, if differences go on as they are; null: no number would do. */
  readonly moreSeeds: number | null;
}

/**
 * Compares two entries by **paired bootstrap**: both were judged on the same seeds (common random numbers), so the differences per
 * (scenario, seed) are resampled, each scenario a cluster of its own: the scenarios of a contest are given, its seeds are
 * drawn. The interval is bias-corrected and accelerated (BCa; Efron, 1987). One seed a scenario says nothing about
 * spread: such entries are never distinct.
 */
export function comparePaired(
  first: ScoredSubmission,
  second: ScoredSubmission,
  options: RankOptions,
  resamples: Resamples = new Resamples(options),
): Comparison {
  const columns = columnsOf([first, second], options.weights);
  return compareRows(scoresOf(first, columns), scoresOf(second, columns), columns, options, resamples);
}

/** The same for rows that are laid out already. */
export function compareRows(first: Float64Array, second: Float64Array, columns: ScoreColumns, options: RankOptions, resamples: Resamples): Comparison {
  const clusters = clustersOf(first, second, columns);
  if (clusters.length === 0) return { difference: null, firstWins: 0.5, distinct: false, moreSeeds: null };
  const difference = clusters.reduce((sum, one) => sum + one.weight * one.mean, 0);
  if (clusters.every((one) => one.differences.every((value) => value === 0))) return { difference, firstWins: 0.5, distinct: false, moreSeeds: null };
  const { above, below, lower } = countMeans(resampledMeans(clusters, resamples), difference);
  const { count } = resamples;
  const enough = clusters.every((one) => one.differences.length > 1);
  const interval = bcaInterval({ confidence: options.confidence ?? 0.95, shareBelowEstimate: lower / count, acceleration: accelerationOf(clusters) });
  // The lower end is above 0 when fewer means than its share are not; likewise from above. No sorting needed.
  const distinct = enough && ((count - above) / count < interval.lowerShare || (count - below) / count < 1 - interval.upperShare);
  return { difference, firstWins: (above + (count - above - below) / 2) / count, distinct, moreSeeds: distinct ? 0 : moreSeedsFor(clusters, difference) };
}

export interface Cluster {
  readonly scenario: string;
  /** Over the sum of weights of the scenarios that both were judged on. */
  readonly weight: number;
  readonly differences: Float64Array;
  readonly mean: number;
}

export function clustersOf(first: Float64Array, second: Float64Array, columns: ScoreColumns): readonly Cluster[] {
  const found: Cluster[] = [];
  for (const { name, weight, from, to } of columns.scenarios) {
    const differences = new Float64Array(to - from);
    let size = 0;
    let sum = 0;
    for (let column = from; column < to; column++) {
      const value = (first[column] as number) - (second[column] as number);
      if (Number.isNaN(value)) continue;
      differences[size++] = value;
      sum += value;
    }
    if (size > 0) found.push({ scenario: name, weight, differences: differences.subarray(0, size), mean: sum / size });
  }
  const total = found.reduce((sum, one) => sum + one.weight, 0);
  if (total <= 0) return [];
  return total === 1 ? found : found.map((one) => ({ ...one, weight: one.weight / total }));
}

function resampledMeans(clusters: readonly Cluster[], resamples: Resamples): Float64Array {
  const means = new Float64Array(resamples.count);
  for (const { scenario, weight, differences } of clusters) {
    const size = differences.length;
    const shares = resamples.shares(scenario, size);
    for (let row = 0, at = 0; row < means.length; row++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += (shares[at++] as number) * (differences[k] as number);
      means[row] = (means[row] as number) + weight * sum;
    }
  }
  return means;
}

/** Sums that differ in their last bits count as equal. */
const EQUAL = 1e-9;

function countMeans(means: Float64Array, estimate: number): { readonly above: number; readonly below: number; readonly lower: number } {
  let above = 0;
  let below = 0;
  let lower = 0;
  for (const mean of means) {
    if (mean > EQUAL) above += 1;
    else if (mean < -EQUAL) below += 1;
    if (mean < estimate - EQUAL) lower += 1;
    else if (mean <= estimate + EQUAL) lower += 0.5;
  }
  return { above, below, lower };
}

/** A sixth of the skewness of the estimate's jackknife influences: how its spread changes with its height. */
function accelerationOf(clusters: readonly Cluster[]): number {
  let squares = 0;
  let cubes = 0;
  for (const { weight, differences, mean } of clusters) {
    for (const value of differences) {
      const influence = (weight * (value - mean)) / differences.length;
      squares += influence ** 2;
      cubes += influence ** 3;
    }
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

const Z_95 = 1.959963984540054;

/** From the variance of the difference: w² σ² / n, added over scenarios, must fall to (difference / 1.96)². */
function moreSeedsFor(clusters: readonly Cluster[], difference: number): number | null {
  if (Math.abs(difference) <= EQUAL) return null;
  if (clusters.some((one) => one.differences.length < 2)) return 2;
  const perSeed = clusters.reduce((sum, one) => sum + one.weight ** 2 * varianceOf(one), 0);
  const fewest = Math.min(...clusters.map((one) => one.differences.length));
  return Math.max(1, Math.ceil((perSeed * Z_95 ** 2) / difference ** 2) - fewest);
}

export function varianceOf({ differences, mean }: Pick<Cluster, 'differences' | 'mean'>): number {
  if (differences.length < 2) return 0;
  let sum = 0;
  for (const value of differences) sum += (value - mean) ** 2;
  return sum / (differences.length - 1);
}
