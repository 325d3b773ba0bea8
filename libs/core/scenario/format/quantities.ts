import { parseDurationUs, quantityMilli, quantityValue } from '#core/units';
import { z } from 'zod';

/** A field written as text with its unit, read into an integer. */
function quantity(what: string, pattern: RegExp, read: (text: string) => number | undefined) {
  return z
    .string({ error: what })
    .regex(pattern, { error: what })
    .transform((text, context) => {
      const value = read(text);
      if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return value;
      context.addIssue({ code: 'custom', message: what, params: { code: 'out-of-range' } });
      return z.NEVER;
    });
}

function scaled(text: string, factors: Readonly<Record<string, number>>, shape: RegExp): number | undefined {
  const [, number = '', unit = ''] = shape.exec(text) ?? [];
  const factor = factors[unit];
  return factor === undefined ? undefined : Math.round(Number(number) * factor);
}

export const duration = quantity('a time with its unit, such as `250ms`, `90s` or `1m30s`', /^(\d+(\.\d+)?(us|µs|ms|s|m|h|d))+$/, parseDurationUs);

export const bytes = quantity('bytes with a unit, such as `300Mi` or `2Gi`', /^\d+(\.\d+)?(k|M|G|T|Ki|Mi|Gi|Ti)$/, quantityValue);

const BANDWIDTH = /^(\d+(?:\.\d+)?)(k|M|G)?(bit|B)\/s$/;
export const bandwidth = quantity('a bandwidth, such as `10Gbit/s` or `200MB/s`', BANDWIDTH, (text) => {
  const [, number = '', prefix = '', unit = ''] = BANDWIDTH.exec(text) ?? [];
  const scale = { '': 1, k: 1e3, M: 1e6, G: 1e9 }[prefix] ?? Number.NaN;
  return Math.round((Number(number) * scale) / (unit === 'bit' ? 8 : 1));
});

export const PRICE = /^(\d+(?:\.\d+)?)\/(h)$/;
/** Millionths of the currency an hour. */
export const price = quantity('a price an hour, such as `0.34/h`', PRICE, (text) => scaled(text, { h: 1e6 }, PRICE));

const FACTOR = /^(\d+(?:\.\d+)?)(x)$/;
/** Thousandths. */
export const factorMilli = quantity('a factor, such as `0.5x` or `6x`', FACTOR, (text) => scaled(text, { x: 1e3 }, FACTOR));

const cpuText = 'cores as Kubernetes writes them, such as `4`, `0.5` or `500m`';
/** Thousandths of a core. */
export const cpu = z.union([z.number().min(0).max(100_000), z.string().regex(/^\d+(\.\d+)?m?$/)], { error: cpuText }).transform((value, context) => {
  const milli = quantityMilli(value);
  if (milli !== undefined) return milli;
  context.addIssue({ code: 'custom', message: cpuText, params: { code: 'out-of-range' } });
  return z.NEVER;
});

export interface Level {
  readonly unit: 'rate' | 'factor';
  readonly micros: number;
}

const RATE_UNITS = { s: 1e6, m: 1e6 / 60, h: 1e6 / 3600 };
const LEVEL = /^(\d+(?:\.\d+)?)(?:\/(s|m|h)|x)$/;
const levelText = 'a rate such as `400/s`, or a factor such as `6x`';
/** A rate in millionths of a request a second, or a factor in millionths. */
export const level = z
  .string({ error: levelText })
  .regex(LEVEL, { error: levelText })
  .transform((text): Level => {
    const [, number = '', unit] = LEVEL.exec(text) ?? [];
    const scale = unit === undefined ? 1e6 : (RATE_UNITS[unit as keyof typeof RATE_UNITS] ?? 0);
    return { unit: unit === undefined ? 'factor' : 'rate', micros: Math.round(Number(number) * scale) };
  });

const shareText = 'a share between 0 and 1';
export const share = z.number({ error: shareText }).min(0, { error: shareText }).max(1, { error: shareText });
export const shareMilli = share.transform((value) => Math.round(value * 1000));

export function count(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`;
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

export function number(min: number, max: number) {
  const error = `a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

const NAME = /^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$/;
const nameText = 'a name of lower-case letters, digits and dashes';
export const name = z.string({ error: nameText }).regex(NAME, { error: nameText });

export function text(max: number) {
  return z
    .string({ error: 'text' })
    .min(1, { error: 'text' })
    .max(max, { error: `text of at most ${max} characters` });
}

export const flag = z.boolean({ error: '`true` or `false`' });
