/**
 * A random quantity in the integer unit of what it describes (µs, bytes, thousandths, a count). `cv` is the coefficient of
 * variation, standard deviation over mean.
 */
export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | { readonly kind: 'lognormal'; readonly median: number; readonly cv: number }
  | { readonly kind: 'gamma'; readonly mean: number; readonly cv: number }
  | { readonly kind: 'weibull'; readonly scale: number; readonly shape: number }
  /** Bounded Pareto. */
  | { readonly kind: 'pareto'; readonly low: number; readonly high: number; readonly alpha: number }
  /** Measured values with their weights. */
  | { readonly kind: 'table'; readonly values: readonly number[]; readonly weights: readonly number[] };

export const constant = (value: number): Distribution => ({ kind: 'constant', value });
