import type { RandomStream } from '#core/random';
import { NEVER } from '#core/units';
import { drawUnitGamma } from '../draw.js';
import type { ArrivalSource } from '../drawn-run.js';
import { RATE_STEP_US } from './rate-table.js';

/** Constants of this module: looking them up in `Math` costs more than what they do. */
const { floor } = Math;

export const NO_ARRIVALS: ArrivalSource = { nextArrivalUs: () => NEVER };

/**
 * Arrivals by a change of time: gaps of mean 1 are laid end to end on the scale of expected requests, which the rate table
 * maps back to time. Gaps are exponential (Poisson), gamma, or all equal.
 */
export class RenewalArrivals implements ArrivalSource {
  private step = 0;
  /** Expected requests before `step`, and at the next arrival. */
  private before = 0;
  private goal = 0;
  private readonly cv: number;

  constructor(
    private readonly rates: Float64Array,
    private readonly horizonUs: number,
    cvMilli: number,
    private readonly stream: RandomStream,
  ) {
    this.cv = cvMilli / 1000;
    // A metronome starts anywhere in its first beat, not in step with every other one.
    if (this.cv === 0) this.goal = -this.stream.uniform();
  }

  nextArrivalUs(): number {
    this.goal += drawUnitGamma(this.cv, this.stream);
    for (; this.step < this.rates.length; this.step++) {
      const rate = this.rates[this.step] as number;
      const inStep = rate * (RATE_STEP_US / 1e6);
      if (this.goal < this.before + inStep) {
        const at = this.step * RATE_STEP_US + floor(((this.goal - this.before) / inStep) * RATE_STEP_US);
        return at < this.horizonUs ? at : NEVER;
      }
      this.before += inStep;
    }
    return NEVER;
  }
}
