import { z } from 'zod';
import type { Distribution } from '../distribution.js';
import { fields, tagged } from './fields.js';
import { number } from './quantities.js';

/** A distribution of some quantity: the bare quantity (always that), or one tagged shape. */
export function distributionOf(quantity: z.ZodType<number>): z.ZodType<Distribution> {
  const cv = number(0, 20);
  const shapes = tagged<Distribution>({
    uniform: fields({ low: quantity, high: quantity })
      .refine((of) => of.low <= of.high, { error: 'low must not be above high' })
      .transform((of) => ({ kind: 'uniform' as const, ...of })),
    exponential: fields({ mean: quantity }).transform((of) => ({ kind: 'exponential' as const, ...of })),
    lognormal: fields({ median: quantity, cv }).transform((of) => ({ kind: 'lognormal' as const, ...of })),
    gamma: fields({ mean: quantity, cv }).transform((of) => ({ kind: 'gamma' as const, ...of })),
    weibull: fields({ scale: quantity, shape: number(0.1, 20) }).transform((of) => ({ kind: 'weibull' as const, ...of })),
    pareto: fields({ low: quantity, high: quantity, alpha: number(0.1, 20) })
      .refine((of) => of.low > 0 && of.low <= of.high, { error: 'low must be above 0 and not above high' })
      .transform((of) => ({ kind: 'pareto' as const, ...of })),
    table: fields({ values: z.array(quantity).min(1).max(1000), weights: z.array(number(0, 1e9)).min(1).max(1000) })
      .refine((of) => of.values.length === of.weights.length, { error: 'values and weights must be equally many' })
      .transform((of) => ({ kind: 'table' as const, ...of })),
  });
  const bare = quantity.transform((value) => ({ kind: 'constant' as const, value }));
  return z.union([bare, shapes], { error: 'a quantity with its unit, or a distribution such as `{lognormal: {median: 4s, cv: 0.3}}`' });
}
