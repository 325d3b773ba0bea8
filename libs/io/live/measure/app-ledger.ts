import { build, type Histogram } from 'hdr-histogram-js';
import type { AppMetrics, LatencyMetrics } from '#core/run';
import type { Application, Clock } from '#core/scenario';
import { SAMPLES_MIN } from '#core/simulator';
import type { Outcome } from '../programs/plan.js';

const SECOND = 1_000_000;
/** A live host is shared: answers within this multiple of the SLO count as good enough for comparing. */
export const GENEROUS = 3;

const newHistogram = (): Histogram =>
  build({ bitBucketSize: 32, lowestDiscernibleValue: 1, highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: 3, useWebAssembly: false });

/** Outcomes of one application's external requests, by the time at which they were meant to be sent. What was not served counts with its timeout. */
export class AppLedger {
  readonly offered: number[];
  readonly served: number[];
  readonly good: number[];
  readonly totals = { offered: 0, served: 0, good: 0, rejected: 0, timedOut: 0, failed: 0 };
  generous = 0;
  readonly latency = newHistogram();
  private readonly byWindow: number[][];
  /** Offered and good requests of each second of the run. */
  readonly offeredIn: number[];
  readonly goodIn: number[];
  private readonly lastIntendedUs: number;
  private readonly sloUs: number;

  constructor(
    readonly app: Application,
    private readonly clock: Clock,
  ) {
    const windows = Math.ceil(clock.horizonUs / clock.windowUs);
    this.offered = new Array<number>(windows).fill(0);
    this.served = new Array<number>(windows).fill(0);
    this.good = new Array<number>(windows).fill(0);
    this.byWindow = Array.from({ length: windows }, () => []);
    const seconds = Math.ceil(clock.horizonUs / SECOND);
    this.offeredIn = new Array<number>(seconds).fill(0);
    this.goodIn = new Array<number>(seconds).fill(0);
    // A request whose timeout ends after the run says nothing.
    this.lastIntendedUs = clock.horizonUs - app.timeoutUs;
    this.sloUs = app.slo?.latencyUs ?? app.timeoutUs;
  }

  counts(intendedUs: number): boolean {
    return intendedUs <= this.lastIntendedUs;
  }

  offer(intendedUs: number): void {
    if (!this.counts(intendedUs)) return;
    bump(this.offered, Math.floor(intendedUs / this.clock.windowUs));
    bump(this.offeredIn, Math.floor(intendedUs / SECOND));
    if (intendedUs >= this.clock.warmupUs) this.totals.offered++;
  }

  settle(intendedUs: number, said: Outcome, latencyUs: number): void {
    if (!this.counts(intendedUs)) return;
    const outcome = latencyUs > this.app.timeoutUs ? 'timed-out' : said;
    const isServed = outcome === 'served';
    const isGood = isServed && latencyUs <= this.sloUs;
    const counted = Math.max(1, Math.round(isServed ? latencyUs : this.app.timeoutUs));
    const window = Math.floor(intendedUs / this.clock.windowUs);
    this.byWindow[window]?.push(counted);
    if (isServed) bump(this.served, window);
    if (isGood) bump(this.good, window);
    if (isGood) bump(this.goodIn, Math.floor(intendedUs / SECOND));
    if (intendedUs < this.clock.warmupUs) return;
    this.latency.recordValue(counted);
    if (isServed) this.totals.served++;
    if (isGood) this.totals.good++;
    if (isServed && latencyUs <= GENEROUS * this.sloUs) this.generous++;
    if (outcome === 'rejected') this.totals.rejected++;
    if (outcome === 'timed-out') this.totals.timedOut++;
    if (outcome === 'failed') this.totals.failed++;
  }

  /** What was sent and never heard of again timed out. */
  close(): void {
    const { offered, served, rejected, timedOut, failed } = this.totals;
    for (let lost = offered - served - rejected - timedOut - failed; lost > 0; lost--) {
      this.totals.timedOut++;
      this.latency.recordValue(this.app.timeoutUs);
    }
  }

  p99Of(window: number): number | null {
    const values = (this.byWindow[window] ?? []).sort((a, b) => a - b);
    return values.length < SAMPLES_MIN[990] ? null : (values[Math.ceil(values.length * 0.99) - 1] ?? null);
  }

  metrics(): AppMetrics {
    return {
      app: this.app.name,
      sloLatencyUs: this.app.slo?.latencyUs ?? 0,
      sloTarget: this.app.slo?.target ?? 0,
      ...this.totals,
      ...percentiles(this.latency),
    };
  }
}

/** All judged applications together. */
export function allLatency(ledgers: readonly AppLedger[]): LatencyMetrics {
  const totals = { offered: 0, served: 0, good: 0, rejected: 0, timedOut: 0, failed: 0 };
  const all = newHistogram();
  for (const ledger of ledgers) {
    for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += ledger.totals[key];
    all.add(ledger.latency);
  }
  return { ...totals, ...percentiles(all) };
}

function percentiles(histogram: Histogram): Pick<LatencyMetrics, 'p50Us' | 'p95Us' | 'p99Us' | 'p999Us'> {
  const at = (milli: keyof typeof SAMPLES_MIN): number | null =>
    histogram.totalCount < SAMPLES_MIN[milli] ? null : histogram.getValueAtPercentile(milli / 10);
  return { p50Us: at(500), p95Us: at(950), p99Us: at(990), p999Us: at(999) };
}

function bump(counts: number[], index: number): void {
  if (index >= 0 && index < counts.length) counts[index] = (counts[index] as number) + 1;
}
