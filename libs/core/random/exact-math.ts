/** Constants of this module: looking them up in `Math` costs more than what they do. */
const { round } = Math;
/**
 * ln and exp from + - * / alone, which IEEE 754 makes exact everywhere: `Math.log` and `Math.exp` may differ between
 * engines by a bit, and a bit is enough to move an arrival across another event. Series are written out term by term in
 * the order in which they are rounded: another order would be another number.
 */
const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT2 = 1.4142135623730951;
/** Biased exponents of doubles. */
const EXPONENTS = 2048;
const BIAS = 1023;
const HALF = 0.5;

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
double[0] = 1;
/** Which of a double's two words has its exponent, on this machine. */
const HIGH_WORD = words[1] === 0 ? 0 : 1;

/** What makes a double with that exponent one in [1, 2): a power of two, so nothing is rounded. */
const TO_MANTISSA = Float64Array.from({ length: EXPONENTS }, (_, exponent) => powerOfTwo(BIAS - exponent));
/** Of -1000 … 1023. */
const LOWEST_POWER = -1000;
const POWERS = Float64Array.from({ length: BIAS - LOWEST_POWER + 1 }, (_, index) => powerOfTwo(LOWEST_POWER + index));

function powerOfTwo(power: number): number {
  let value = 1;
  for (let i = 0; i < power; i++) value *= 2;
  for (let i = 0; i > power; i--) value *= HALF;
  return value;
}

/** Natural logarithm, x > 0 and finite; error under 2 ulp. */
export function ln(x: number): number {
  if (!(x > 0) || x === Infinity) throw new RangeError(`ln needs a positive finite number, got ${x}`);
  if (x < 2.2250738585072014e-308) return ln(x * 18014398509481984) - 54 * (LN2_HIGH + LN2_LOW);
  double[0] = x;
  const biased = (words[HIGH_WORD] as number) >>> 20;
  let exponent = biased - BIAS;
  let mantissa = x * (TO_MANTISSA[biased] as number);
  if (mantissa > SQRT2) {
    mantissa *= HALF;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const q = s * s;
  const upper = ((((1 / 23) * q + 1 / 21) * q + 1 / 19) * q + 1 / 17) * q + 1 / 15;
  const series = (((((upper * q + 1 / 13) * q + 1 / 11) * q + 1 / 9) * q + 1 / 7) * q + 1 / 5) * q + 1 / 3;
  return exponent * LN2_HIGH + (2 * s + (2 * s * q * series + exponent * LN2_LOW));
}

/** e to the x; 0 below -745, Infinity above 709. */
export function exp(x: number): number {
  if (x < -745) return 0;
  if (x > 709) return Infinity;
  const power = round(x / (LN2_HIGH + LN2_LOW));
  const r = x - power * LN2_HIGH - power * LN2_LOW;
  let series = 1 + r / 15;
  series = 1 + (series * r) / 14;
  series = 1 + (series * r) / 13;
  series = 1 + (series * r) / 12;
  series = 1 + (series * r) / 11;
  series = 1 + (series * r) / 10;
  series = 1 + (series * r) / 9;
  series = 1 + series * r * 0.125;
  series = 1 + (series * r) / 7;
  series = 1 + (series * r) / 6;
  series = 1 + (series * r) / 5;
  series = 1 + series * r * 0.25;
  series = 1 + (series * r) / 3;
  series = 1 + series * r * HALF;
  series = 1 + series * r;
  return power < LOWEST_POWER ? series * 2 ** -500 * 2 ** (power + 500) : series * (POWERS[power - LOWEST_POWER] as number);
}
