/** Constants of this module: looking them up in `Math` costs more than what they do. */
const { ceil, clz32, max, min } = Math;
/**
 * Fewest samples from which a percentile says something: with fewer, all of them may lie below the true one with more than 1 %
 * chance, so the largest seen would pass for it (q^n > 0.01; MLPerf LoadGen's bound at 99 % confidence).
 */
export const SAMPLES_MIN: Readonly<Record<500 | 950 | 990 | 999, number>> = { 500: 7, 950: 90, 990: 459, 999: 4603 };

/**
 * Counts of integer durations in buckets that are one part in 2^bits wide (below 2^bits exact). Percentiles are the upper end
 * of their bucket, so they never flatter.
 */
export class Histogram {
  count = 0;
  max = 0;
  private readonly buckets: Uint32Array;

  constructor(private readonly bits = 10) {
    this.buckets = new Uint32Array((33 - bits) << bits);
  }

  add(valueUs: number): void {
    const value = valueUs > 0xffffffff ? 0xffffffff : valueUs >>> 0;
    this.count++;
    if (value > this.max) this.max = value;
    const index = this.indexOf(value);
    this.buckets[index] = (this.buckets[index] as number) + 1;
  }

  /** Smallest value that a share of `parts` in a thousand does not exceed; null without samples. */
  quantile(milli: number): number | null {
    if (this.count === 0) return null;
    const rank = max(1, ceil((this.count * milli) / 1000));
    let seen = 0;
    for (let index = 0; index < this.buckets.length; index++) {
      seen += this.buckets[index] as number;
      if (seen >= rank) return min(this.max, this.upperEnd(index));
    }
    return this.max;
  }

  /** Null where there are too few samples to tell. */
  percentile(milli: keyof typeof SAMPLES_MIN): number | null {
    return this.count < SAMPLES_MIN[milli] ? null : this.quantile(milli);
  }

  /** All samples of several with the same width of buckets. */
  static merged(parts: readonly Histogram[]): Histogram {
    const all = new Histogram(parts[0]?.bits ?? 10);
    for (const part of parts) {
      all.count += part.count;
      all.max = max(all.max, part.max);
      for (let i = 0; i < part.buckets.length; i++) all.buckets[i] = (all.buckets[i] as number) + (part.buckets[i] as number);
    }
    return all;
  }

  reset(): void {
    if (this.count === 0) return;
    this.buckets.fill(0);
    this.count = 0;
    this.max = 0;
  }

  private indexOf(value: number): number {
    const exponent = 31 - clz32(value | 1);
    if (exponent < this.bits) return value;
    const shift = exponent - this.bits;
    return ((shift + 1) << this.bits) + ((value >>> shift) - (1 << this.bits));
  }

  private upperEnd(index: number): number {
    const group = index >>> this.bits;
    if (group === 0) return index;
    const within = (index & ((1 << this.bits) - 1)) + (1 << this.bits);
    return (within + 1) * 2 ** (group - 1) - 1;
  }
}
