/** Completion indexes: handed out from the lowest on, one that was given back again before new ones. */
export class WorkItems {
  private next = 0;
  private readonly again: number[] = [];

  constructor(private readonly total: number) {}

  /** The lowest that nobody works on, at most so many. */
  first(count: number): readonly number[] {
    const old = this.again.slice(0, count);
    const fresh = Math.max(0, Math.min(count - old.length, this.total - this.next));
    return [...old, ...Array.from({ length: fresh }, (_, i) => this.next + i)];
  }

  /** Hands one out; new ones in their order. */
  take(item: number): void {
    if (item === this.next) this.next++;
    else this.again.splice(this.again.indexOf(item), 1);
  }

  giveBack(item: number): void {
    const at = this.again.findIndex((other) => other > item);
    this.again.splice(at < 0 ? this.again.length : at, 0, item);
  }
}
