import { normalQuantile, normalShare } from './normal-distribution.js';

export interface BcaInput {
  readonly confidence: number;
  /** Share of resampled estimates below the estimate itself; half of what equals it. */
  readonly shareBelowEstimate: number;
  readonly acceleration: number;
}

/** Which quantiles of the resampled estimates are the ends of the interval. */
export interface BcaInterval {
  readonly lowerShare: number;
  readonly upperShare: number;
}

/** Bias-corrected and accelerated bootstrap (Efron, "Better bootstrap confidence intervals", 1987). Without bias and acceleration: the percentiles. */
export function bcaInterval({ confidence, shareBelowEstimate, acceleration }: BcaInput): BcaInterval {
  const bias = normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, shareBelowEstimate)));
  const end = (z: number): number => {
    const shifted = bias + z;
    const scale = 1 - acceleration * shifted;
    // Beyond its pole the correction says nothing: the interval is as wide as the sample.
    if (scale <= 0) return z < 0 ? 0 : 1;
    return normalShare(bias + shifted / scale);
  };
  const z = normalQuantile((1 + confidence) / 2);
  return { lowerShare: end(-z), upperShare: end(z) };
}
