/**
 * Kubernetes quantities (apimachinery `resource.Quantity`): decimal number with an SI (n u m k M G T P E) or
 * binary (Ki Mi Gi Ti Pi Ei) suffix or a decimal exponent. Held exactly, as an integer of billionths.
 */
const SUFFIX_NANOS: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
  '': 1_000_000_000n,
  k: 10n ** 12n,
  M: 10n ** 15n,
  G: 10n ** 18n,
  T: 10n ** 21n,
  P: 10n ** 24n,
  E: 10n ** 27n,
  Ki: 2n ** 10n * 10n ** 9n,
  Mi: 2n ** 20n * 10n ** 9n,
  Gi: 2n ** 30n * 10n ** 9n,
  Ti: 2n ** 40n * 10n ** 9n,
  Pi: 2n ** 50n * 10n ** 9n,
  Ei: 2n ** 60n * 10n ** 9n,
};
const SHAPE = /^([+-]?)(\d+\.?\d*|\.\d+)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,3}))?$/;

/** Exact value in billionths, or undefined when the text is not a quantity. Rounds up past nine decimals, as Kubernetes does. */
export function parseQuantityNanos(text: string | number): bigint | undefined {
  const match = SHAPE.exec(String(text));
  if (!match) return undefined;
  const [, sign, digits = '', suffix = '', exponent = '0'] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  const power = Number(exponent);
  if (Math.abs(power) > 30) return undefined;
  const scale = 10n ** BigInt(fraction.length + Math.max(0, -power));
  const mantissa = BigInt(whole + fraction || '0') * (SUFFIX_NANOS[suffix] ?? 0n) * 10n ** BigInt(Math.max(0, power));
  const nanos = (mantissa + scale - 1n) / scale;
  return sign === '-' ? -nanos : nanos;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };
const ZERO = 48;

/** Thousandths of a short whole number with a common suffix, which is what nearly all are; -1: to be read with all care. */
function plainMilli(text: string): number {
  let value = 0;
  let at = 0;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (at === 0 || at > 15) return -1;
  const suffix = text.slice(at);
  if (suffix === 'm') return value;
  const unit = UNITS[suffix];
  const milli = unit === undefined ? -1 : value * unit * 1000;
  return milli <= Number.MAX_SAFE_INTEGER ? milli : -1;
}

function roundedUp(text: string | number, unitNanos: bigint): number | undefined {
  const nanos = parseQuantityNanos(text);
  if (nanos === undefined) return undefined;
  const value = Number(nanos >= 0n ? (nanos + unitNanos - 1n) / unitNanos : nanos / unitNanos);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** `Quantity.MilliValue()`: integer thousandths, rounded up (`0.1` cpu is 100). */
export function quantityMilli(text: string | number): number | undefined {
  const milli = plainMilli(String(text));
  return milli >= 0 ? milli : roundedUp(text, 1_000_000n);
}

/** `Quantity.Value()`: integer units, rounded up (`1Ki` is 1024). */
export function quantityValue(text: string | number): number | undefined {
  const milli = plainMilli(String(text));
  return milli >= 0 ? Math.ceil(milli / 1000) : roundedUp(text, 1_000_000_000n);
}
