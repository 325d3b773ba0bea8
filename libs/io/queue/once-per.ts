/** Says yes at most once in a while. */
export class OncePer {
  private last = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly everyMs: number,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  now(): boolean {
    const time = this.clock();
    if (time - this.last < this.everyMs) return false;
    this.last = time;
    return true;
  }
}
