/**
 * Offered load as a function of time. A shape is a **rate** (millionths of a request a second) or a bare **factor**
 * (millionths); a sum adds rates, a product multiplies one rate by factors.
 */
export type LoadShape =
  | { readonly kind: 'constant'; readonly micros: number }
  | { readonly kind: 'ramp'; readonly fromMicros: number; readonly toMicros: number; readonly startUs: number; readonly overUs: number }
  | { readonly kind: 'diurnal'; readonly meanMicros: number; readonly amplitudeMilli: number; readonly periodUs: number; readonly phaseUs: number }
  /** Linear rise over `rampUs` to the peak, `holdUs` on it, exponential return. A factor starts and ends at 1, a rate at 0. */
  | {
      readonly kind: 'flash';
      readonly atUs: number;
      readonly rampUs: number;
      readonly holdUs: number;
      readonly decayUs: number;
      readonly peakMicros: number;
      readonly restMicros: number;
    }
  /** Markov-modulated: exponential dwell times in a low and a high state, drawn per seed. */
  | { readonly kind: 'mmpp'; readonly lowMicros: number; readonly highMicros: number; readonly dwellLowUs: number; readonly dwellHighUs: number }
  /** Measured: one value per bucket, then 0 (or again from the start). */
  | { readonly kind: 'trace'; readonly everyUs: number; readonly micros: readonly number[]; readonly repeat: boolean }
  | { readonly kind: 'sum'; readonly of: readonly LoadShape[] }
  | { readonly kind: 'product'; readonly of: readonly LoadShape[] };

/** How arrivals scatter around the rate: `cvMilli` of the time between two, 1000 is Poisson, 0 a metronome. */
export interface AppLoad {
  readonly app: string;
  readonly shape: LoadShape;
  readonly cvMilli: number;
}
