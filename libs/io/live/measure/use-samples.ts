/** What a sample is for. */
interface UsePorts {
  /** CPU time used since the last time, µs. */
  readonly read: () => Promise<number>;
  /** Rows of the timeline, and what was used in them together, µs. */
  readonly usedIn: (rows: readonly number[], usedUs: number) => void;
}

/**
 * Samples of what machines use, one after the other: an older one that came after a newer one would look like a machine that restarted.
 * A row of the timeline gets what was used from the row before to the first sample after its end; where an engine takes its time to
 * tell, several rows share one.
 */
export class UseSamples {
  private last: Promise<unknown> = Promise.resolve();
  private waiting: number[] = [];
  private sinceRowUs = 0;
  private failure: unknown;

  constructor(private readonly ports: UsePorts) {}

  /** From here on it counts. */
  async begin(): Promise<void> {
    await this.take();
    this.sinceRowUs = 0;
  }

  take(): Promise<void> {
    const taken = this.last.then(() => this.sample());
    this.last = taken.catch(() => undefined);
    return taken;
  }

  /** This row has ended; its sample is taken meanwhile. */
  rowEnded(row: number): void {
    if (this.failure !== undefined) throw this.failure;
    this.waiting.push(row);
    if (this.waiting.length === 1) this.take().catch((error: unknown) => (this.failure = error));
  }

  /** Waits for the samples of all rows. */
  async settle(): Promise<void> {
    await this.last;
    if (this.failure !== undefined) throw this.failure;
  }

  private async sample(): Promise<void> {
    const rows = this.waiting;
    this.waiting = [];
    this.sinceRowUs += await this.ports.read();
    if (rows.length === 0) return;
    this.ports.usedIn(rows, this.sinceRowUs);
    this.sinceRowUs = 0;
  }
}
