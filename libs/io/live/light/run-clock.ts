import { NEVER } from '#core/units';
import { monotonicUs } from '../programs/lines.js';

/** The time of a run, µs since its time 0, by the host's monotonic clock. Until time 0 is known nothing happens in it. */
export class RunClock {
  private t0Us = NEVER;

  get hasBegun(): boolean {
    return this.t0Us !== NEVER;
  }

  get nowUs(): number {
    return this.at(monotonicUs());
  }

  begin(t0Us: number): void {
    this.t0Us = t0Us;
  }

  /** When something was that carries the time of the host's clock. */
  at(hostUs: number): number {
    return hostUs - this.t0Us;
  }
}
