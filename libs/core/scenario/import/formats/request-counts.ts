/** Sums over the cost of requests, µs. */
export interface CostSample {
  count: number;
  sum: number;
  squares: number;
}

/** Mean and coefficient of variation of what was sampled, as an application has them. */
export function costOf({ count, sum, squares }: Readonly<CostSample>): { readonly cpuUs: number; readonly cvMilli: number } {
  const mean = sum / Math.max(1, count);
  const variance = Math.max(0, squares / Math.max(1, count) - mean * mean);
  return { cpuUs: Math.max(1, Math.round(mean)), cvMilli: mean > 0 ? Math.round((1000 * Math.sqrt(variance)) / mean) : 0 };
}

/** More buckets than a scenario can hold are not made. */
const MOST_BUCKETS = 200_000;

/** Requests per bucket from the first one on; `times` in any order. */
export function countsOf(times: readonly number[], everyUs: number): readonly number[] {
  if (times.length === 0) return [];
  const first = times.reduce((low, time) => Math.min(low, time), Number.POSITIVE_INFINITY);
  const last = times.reduce((high, time) => Math.max(high, time), 0);
  const counts = new Array<number>(Math.min(MOST_BUCKETS, Math.floor((last - first) / everyUs) + 1)).fill(0);
  for (const time of times) {
    const bucket = Math.floor((time - first) / everyUs);
    if (bucket < counts.length) counts[bucket] = (counts[bucket] as number) + 1;
  }
  return counts;
}
