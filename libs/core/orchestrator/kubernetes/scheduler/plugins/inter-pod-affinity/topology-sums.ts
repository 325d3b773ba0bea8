/** Numbers by topology key and value. A sum that comes back to zero is forgotten only where `dropZeros` says so. */
export class TopologySums {
  private readonly sums = new Map<string, Map<string, number>>();

  constructor(private readonly dropZeros: boolean) {}

  get empty(): boolean {
    return this.sums.size === 0;
  }

  add(key: string, value: string | undefined, by: number): void {
    if (value === undefined) return;
    const byValue = this.sums.get(key) ?? new Map<string, number>();
    const sum = (byValue.get(value) ?? 0) + by;
    if (sum === 0 && this.dropZeros) byValue.delete(value);
    else byValue.set(value, sum);
    if (byValue.size > 0) this.sums.set(key, byValue);
    else this.sums.delete(key);
  }

  get(key: string, value: string | undefined): number {
    return value === undefined ? 0 : (this.sums.get(key)?.get(value) ?? 0);
  }

  entries(): Iterable<readonly [string, ReadonlyMap<string, number>]> {
    return this.sums;
  }
}
