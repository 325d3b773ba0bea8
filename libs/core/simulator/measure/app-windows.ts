import { Histogram } from './histogram.js';

/** Constants of this module: looking them up in `Math` costs more than what they do. */
const { ceil, floor } = Math;

export type RequestOutcome = 'served' | 'rejected' | 'timed-out' | 'failed';

/**
 * Outcomes of one application's requests, by the window of their intended arrival. A request that was not served counts with
 * its timeout as latency: dropping work never looks faster than doing it.
 */
export class AppWindows {
  readonly offered: Float64Array;
  readonly served: Float64Array;
  readonly good: Float64Array;
  readonly p99Us: (number | null)[];
  readonly totals = { offered: 0, served: 0, good: 0, rejected: 0, timedOut: 0, failed: 0 };
  /** After the warm-up. */
  readonly latency = new Histogram(10);
  private readonly open: Histogram[];
  private closedBelow = 0;

  constructor(
    private readonly windowUs: number,
    private readonly warmupUs: number,
    private readonly timeoutUs: number,
    private readonly sloLatencyUs: number,
    private readonly lastIntendedUs: number,
    windows: number,
  ) {
    this.offered = new Float64Array(windows);
    this.served = new Float64Array(windows);
    this.good = new Float64Array(windows);
    this.p99Us = new Array<number | null>(windows).fill(null);
    this.open = Array.from({ length: 3 + 2 * ceil(timeoutUs / windowUs) }, () => new Histogram(6));
  }

  /** Whether a request that arrives then is measured: its timeout must end before the run does. */
  counts(intendedUs: number): boolean {
    return intendedUs <= this.lastIntendedUs;
  }

  offer(intendedUs: number): void {
    if (intendedUs > this.lastIntendedUs) return;
    const window = floor(intendedUs / this.windowUs);
    this.offered[window] = (this.offered[window] as number) + 1;
    if (intendedUs >= this.warmupUs) this.totals.offered++;
  }

  settle(intendedUs: number, outcome: RequestOutcome, latencyUs: number): void {
    if (intendedUs > this.lastIntendedUs) return;
    const window = floor(intendedUs / this.windowUs);
    const served = outcome === 'served';
    const good = served && latencyUs <= this.sloLatencyUs;
    const counted = served ? latencyUs : this.timeoutUs;
    if (served) this.served[window] = (this.served[window] as number) + 1;
    if (good) this.good[window] = (this.good[window] as number) + 1;
    this.histogramOf(window)?.add(counted);
    if (intendedUs < this.warmupUs) return;
    this.latency.add(counted);
    if (served) this.totals.served++;
    if (good) this.totals.good++;
    if (outcome === 'rejected') this.totals.rejected++;
    if (outcome === 'timed-out') this.totals.timedOut++;
    if (outcome === 'failed') this.totals.failed++;
  }

  close(): void {
    for (let window = this.closedBelow; window < this.offered.length; window++) this.closeWindow(window);
    this.closedBelow = this.offered.length;
  }

  /** Windows are kept open as long as a request of theirs can be under way; the rare later one misses only the window's p99. */
  private histogramOf(window: number): Histogram | null {
    if (window < this.closedBelow) return null;
    for (; this.closedBelow + this.open.length <= window; this.closedBelow++) this.closeWindow(this.closedBelow);
    return this.open[window % this.open.length] as Histogram;
  }

  private closeWindow(window: number): void {
    const histogram = this.open[window % this.open.length] as Histogram;
    this.p99Us[window] = histogram.percentile(990);
    histogram.reset();
  }
}
