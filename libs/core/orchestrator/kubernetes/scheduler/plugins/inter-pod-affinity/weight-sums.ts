/** Weights by topology key and value. That a value was weighed at all counts, even when its weights cancel out. */
export class WeightSums {
  private readonly sums = new Map<string, Map<string, number>>();

  get empty(): boolean {
    return this.sums.size === 0;
  }

  add(key: string, value: string | undefined, by: number): void {
    if (value === undefined) return;
    const byValue = this.sums.get(key) ?? new Map<string, number>();
    byValue.set(value, (byValue.get(value) ?? 0) + by);
    this.sums.set(key, byValue);
  }

  entries(): Iterable<readonly [string, ReadonlyMap<string, number>]> {
    return this.sums;
  }
}
