/** Completion indexes: handed out from the lowest on, a failed one again before new ones. */
export class WorkItems {
  private next = 0;
  private readonly again: number[] = [];

  constructor(private readonly total: number) {}

  take(): number | null {
    if (this.again.length > 0) return this.again.shift() ?? null;
    return this.next < this.total ? this.next++ : null;
  }

  giveBack(item: number): void {
    const at = this.again.findIndex((other) => other > item);
    this.again.splice(at < 0 ? this.again.length : at, 0, item);
  }
}
