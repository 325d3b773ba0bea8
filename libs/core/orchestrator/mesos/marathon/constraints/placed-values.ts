/** How many instances stand at each value of one field; null: agents without it. */
export class PlacedValues {
  private readonly counts = new Map<string | null, number>();

  static of(values: Iterable<string | null>): PlacedValues {
    const placed = new PlacedValues();
    for (const value of values) placed.add(value);
    return placed;
  }

  add(value: string | null): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
  }

  remove(value: string | null): void {
    const left = (this.counts.get(value) ?? 0) - 1;
    if (left > 0) this.counts.set(value, left);
    else this.counts.delete(value);
  }

  get groups(): number {
    return this.counts.size;
  }

  countAt(value: string | null): number {
    return this.counts.get(value) ?? 0;
  }

  /** The value at which the first of all stands; undefined when there is none. */
  get first(): string | null | undefined {
    return this.counts.keys().next().value;
  }

  /** Instances beyond `share` in their group, over all groups. */
  beyond(share: number): number {
    let beyond = 0;
    for (const count of this.counts.values()) beyond += Math.max(0, count - share);
    return beyond;
  }

  /** Fewest instances at any value, of those in `known` as well. */
  least(known: Iterable<string>): number {
    let least = Number.POSITIVE_INFINITY;
    for (const [value, count] of this.counts) if (value !== null) least = Math.min(least, count);
    for (const value of known) least = Math.min(least, this.countAt(value));
    return least;
  }
}
