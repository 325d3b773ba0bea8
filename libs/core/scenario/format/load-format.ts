import { z } from 'zod';
import type { LoadShape } from '../load-shape.js';
import { fields, tagged } from './fields.js';
import { duration, flag, type Level, level, number, share } from './quantities.js';

/** A shape and whether it is a rate or a bare factor: rates add, factors multiply. */
interface Measured {
  readonly unit: Level['unit'];
  readonly shape: LoadShape;
}

type Context = z.core.$RefinementCtx;

function sameUnit(context: Context, ...levels: readonly Level[]): Level['unit'] {
  const unit = levels[0]?.unit ?? 'rate';
  if (levels.some((one) => one.unit !== unit)) complain(context, 'write all of them as rates (`400/s`) or all as factors (`6x`)');
  return unit;
}

function complain(context: Context, message: string): void {
  context.addIssue({ code: 'custom', message, params: { code: 'rate-or-factor' } });
}

const ramp = fields({ from: level, to: level, start: duration.default(0), over: duration }).transform((of, context): Measured => {
  const unit = sameUnit(context, of.from, of.to);
  return { unit, shape: { kind: 'ramp', fromMicros: of.from.micros, toMicros: of.to.micros, startUs: of.start, overUs: of.over } };
});

const diurnal = fields({ mean: level, amplitude: share, period: duration, phase: duration.default(0) }).transform((of): Measured => {
  const amplitudeMilli = Math.round(of.amplitude * 1000);
  return { unit: of.mean.unit, shape: { kind: 'diurnal', meanMicros: of.mean.micros, amplitudeMilli, periodUs: Math.max(1, of.period), phaseUs: of.phase } };
});

const flash = fields({ at: duration, ramp: duration, peak: level, hold: duration.default(0), decay: duration }).transform(
  (of): Measured => ({
    unit: of.peak.unit,
    shape: {
      kind: 'flash',
      atUs: of.at,
      rampUs: of.ramp,
      holdUs: of.hold,
      decayUs: of.decay,
      peakMicros: of.peak.micros,
      restMicros: of.peak.unit === 'factor' ? 1_000_000 : 0,
    },
  }),
);

const mmpp = fields({ low: level, high: level, dwellLow: duration, dwellHigh: duration }).transform((of, context): Measured => {
  const unit = sameUnit(context, of.low, of.high);
  return { unit, shape: { kind: 'mmpp', lowMicros: of.low.micros, highMicros: of.high.micros, dwellLowUs: of.dwellLow, dwellHighUs: of.dwellHigh } };
});

const trace = fields({
  every: duration,
  unit: z.enum(['1/s', '1/m', 'x']),
  values: z.array(number(0, 1e9)).min(1).max(200_000),
  scale: number(0, 1e6).default(1),
  repeat: flag.default(false),
}).transform((of): Measured => {
  const perValue = of.unit === '1/m' ? 1e6 / 60 : 1e6;
  const micros = of.values.map((value) => Math.round(value * of.scale * perValue));
  return { unit: of.unit === 'x' ? 'factor' : 'rate', shape: { kind: 'trace', everyUs: Math.max(1, of.every), micros, repeat: of.repeat } };
});

const measured: z.ZodType<Measured> = z.lazy(() =>
  z.union(
    [
      level.transform((of): Measured => ({ unit: of.unit, shape: { kind: 'constant', micros: of.micros } })),
      tagged<Measured>({
        ramp,
        diurnal,
        flash,
        mmpp,
        trace,
        sum: z
          .array(measured)
          .min(1)
          .max(20)
          .transform((of, context) => combined('sum', of, context)),
        product: z
          .array(measured)
          .min(1)
          .max(20)
          .transform((of, context) => combined('product', of, context)),
      }),
    ],
    { error: 'a rate such as `400/s`, or a shape: ramp, diurnal, flash, mmpp, trace, sum, product' },
  ),
);

function combined(kind: 'sum' | 'product', of: readonly Measured[], context: Context): Measured {
  const rates = of.filter((one) => one.unit === 'rate').length;
  if (kind === 'sum' && rates !== 0 && rates !== of.length) complain(context, 'a sum adds rates (`400/s`), or factors (`6x`), not both');
  if (kind === 'product' && rates > 1) complain(context, 'a product multiplies one rate (`400/s`) by factors (`6x`), not two rates');
  return { unit: rates > 0 ? 'rate' : 'factor', shape: { kind, of: of.map((one) => one.shape) } };
}

/** The load of one application: a shape, or a shape with the scatter of its arrivals. */
export const appLoad = fields({ rate: measured, cv: number(0, 20).default(1) }).transform((of, context) => {
  if (of.rate.unit === 'factor') complain(context, 'the load as a whole must be a rate such as `400/s`; this is a bare factor');
  return { shape: of.rate.shape, cvMilli: Math.round(of.cv * 1000) };
});
