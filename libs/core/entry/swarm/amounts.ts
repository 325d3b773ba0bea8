const NANOSECONDS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };
const GO_PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;

/** A duration as Go reads it (`1m30s`, `0`, `1.5h`) in µs; undefined when it is none or negative. */
export function goDurationUs(text: string): number | undefined {
  if (text === '0') return 0;
  GO_PART.lastIndex = 0;
  let total = 0;
  let end = 0;
  for (let part = GO_PART.exec(text); part !== null; part = GO_PART.exec(text)) {
    total += Number(part[1]) * (NANOSECONDS[part[2] ?? ''] ?? 0);
    end = GO_PART.lastIndex;
  }
  const us = Math.round(total / 1e3);
  return end === text.length && end > 0 && Number.isSafeInteger(us) ? us : undefined;
}

const BINARY: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4, p: 1024 ** 5 };
const SIZE = /^(\d+(?:\.\d+)?) ?([kmgtp]?)i?b?$/i;

/** An amount of memory as Docker reads it: `50M`, `1.5gb`, `512`; every suffix is a power of 1024. */
export function ramBytes(text: string): number | undefined {
  const [, amount, unit = ''] = SIZE.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const bytes = Math.floor(Number(amount) * (BINARY[unit.toLowerCase()] ?? 1));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Cores as a decimal number in billionths; undefined when it is none, `precise` when it is finer than that. */
export function nanoCpus(written: string | number): number | 'precise' | undefined {
  const text = String(written);
  if (!/^(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(text)) return undefined;
  const nanos = Number(text) * 1e9;
  if (!Number.isFinite(nanos) || nanos > Number.MAX_SAFE_INTEGER) return undefined;
  const whole = Math.round(nanos);
  return Math.abs(nanos - whole) > 1e-3 ? 'precise' : whole;
}
