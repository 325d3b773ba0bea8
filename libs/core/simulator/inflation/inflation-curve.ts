import type { InflationResult } from './inflation.js';

/** Half to even, as the paper's evaluation rounds. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

const twoDecimals = (value: number): number => roundHalfEven(value * 100) / 100;

/**
 * A curve over "percent of the cluster's GPUs asked for so far": for each whole percent the mean over the arrivals in its
 * bucket of `100 × series / total`, rounded to two
 * decimals (allocation before the mean as well, as the paper's logs print it); an empty bucket takes the mean of itself and its neighbours.
 */
export function inflationCurve(result: InflationResult, series: 'allocatedMilli' | 'fragmentedMilli', percentMax: number): readonly (number | null)[] {
  const sums = new Float64Array(percentMax + 2);
  const counts = new Uint32Array(percentMax + 2);
  const sample = series === 'allocatedMilli' ? twoDecimals : (value: number) => value;
  result.arrivedMilli.forEach((arrived, index) => {
    const bucket = roundHalfEven((100 * arrived) / result.gpuMilliTotal);
    if (bucket >= sums.length) return;
    sums[bucket] = (sums[bucket] as number) + sample((100 * (result[series][index] as number)) / result.gpuMilliTotal);
    counts[bucket] = (counts[bucket] as number) + 1;
  });
  return Array.from({ length: percentMax + 1 }, (_, percent) => {
    const [from, to] = (counts[percent] as number) > 0 ? [percent, percent] : [Math.max(0, percent - 1), percent + 1];
    let [sum, count] = [0, 0];
    for (let at = from; at <= to; at++) {
      sum += sums[at] as number;
      count += counts[at] as number;
    }
    return count === 0 ? null : twoDecimals(sum / count);
  });
}
