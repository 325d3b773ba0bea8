/** Constants of this module: looking them up in `Math` costs more than what they do. */
const { round } = Math;
/**
 * ln and exp from + - * / alone, which IEEE 754 makes exact everywhere: `Math.log` and `Math.exp` may differ between
 * engines by a bit, and a bit is enough to move an arrival across another event.
 */
const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT2 = 1.4142135623730951;
const view = new DataView(new ArrayBuffer(8));

/** Natural logarithm, x > 0 and finite; error under 2 ulp. */
export function ln(x: number): number {
  if (!(x > 0) || x === Infinity) throw new RangeError(`ln needs a positive finite number, got ${x}`);
  if (x < 2.2250738585072014e-308) return ln(x * 18014398509481984) - 54 * (LN2_HIGH + LN2_LOW);
  // Little-endian, because that needs no swap of bytes on today's machines; the value is the same on every machine.
  view.setFloat64(0, x, true);
  const high = view.getInt32(4, true);
  let exponent = ((high >>> 20) & 0x7ff) - 1023;
  view.setInt32(4, (high & 0x800fffff) | (1023 << 20), true);
  let mantissa = view.getFloat64(0, true);
  if (mantissa > SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 1 / 23;
  series = series * square + 1 / 21;
  series = series * square + 1 / 19;
  series = series * square + 1 / 17;
  series = series * square + 1 / 15;
  series = series * square + 1 / 13;
  series = series * square + 1 / 11;
  series = series * square + 1 / 9;
  series = series * square + 1 / 7;
  series = series * square + 1 / 5;
  series = series * square + 1 / 3;
  return exponent * LN2_HIGH + (2 * s + (2 * s * square * series + exponent * LN2_LOW));
}

/** e to the x; 0 below -745, Infinity above 709. */
export function exp(x: number): number {
  if (x < -745) return 0;
  if (x > 709) return Infinity;
  const power = round(x / (LN2_HIGH + LN2_LOW));
  const rest = x - power * LN2_HIGH - power * LN2_LOW;
  let series = 1;
  for (let k = 15; k >= 1; k--) series = 1 + (series * rest) / k;
  return scaleByPowerOfTwo(series, power);
}

function scaleByPowerOfTwo(value: number, power: number): number {
  if (power < -1000) return scaleByPowerOfTwo(value * 2 ** -500, power + 500);
  return value * 2 ** power;
}
