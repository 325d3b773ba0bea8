import { minimalStandard } from './minimal-standard.js';

export const STATE_WORDS = 607;
export const STATE_TAP = 273;
/** Steps by which Go's authors warmed the generator up before they wrote its state down. */
const WARM_UP_STEPS = 7_800_000_000_000n;
/** A word as four limbs of 16 bits: sums of 607 products of limbs stay exact in a double. */
const LIMBS = 4;
const LIMB = 65_536;
type Polynomial = readonly Float64Array[];

let known: BigUint64Array | null = null;

/**
 * The 607 words every seed of Go's `math/rand` starts from. They are defined as the state of the generator itself after 7.8 × 10^12
 * steps from a simpler one, and that is how they are found here, by jumping ahead: the state after n steps is a linear
 * combination of 607 earlier numbers, whose coefficients are those of x^n modulo x^607 - x^334 - 1.
 */
export function goStartState(): BigUint64Array {
  known ??= jumpAhead(WARM_UP_STEPS);
  return known;
}

function jumpAhead(steps: bigint): BigUint64Array {
  const minimal = minimalStandard(1);
  // Word w of the state holds number (334 - w) modulo 607 steps back; the numbers in order of time, and as many again.
  const numbers = new BigUint64Array(2 * STATE_WORDS);
  for (let word = 0; word < STATE_WORDS; word++) numbers[timeOf(word, 0n)] = (minimal() << 20n) ^ (minimal() << 10n) ^ minimal();
  for (let time = STATE_WORDS; time < numbers.length; time++) {
    numbers[time] = (numbers[time - STATE_WORDS] as bigint) + (numbers[time - STATE_TAP] as bigint);
  }
  const coefficients = powerOfX(steps);
  const state = new BigUint64Array(STATE_WORDS);
  for (let word = 0; word < STATE_WORDS; word++) {
    const from = timeOf(word, steps);
    let sum = 0n;
    for (let i = 0; i < STATE_WORDS; i++) sum += (coefficients[i] as bigint) * (numbers[from + i] as bigint);
    state[word] = sum;
  }
  return state;
}

/** Which of the last 607 numbers after some steps, oldest first, a word of the state holds. */
function timeOf(word: number, steps: bigint): number {
  const turned = Number(steps % BigInt(STATE_WORDS));
  return modulo(STATE_WORDS - STATE_TAP - word - 1 - turned, STATE_WORDS);
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** Coefficients of x^exponent modulo x^607 - x^334 - 1, over 64-bit words. */
function powerOfX(exponent: bigint): readonly bigint[] {
  let power: Polynomial = Array.from({ length: LIMBS }, () => new Float64Array(STATE_WORDS));
  (power[0] as Float64Array)[0] = 1;
  for (const bit of exponent.toString(2)) {
    power = square(power);
    if (bit === '1') power = timesX(power);
  }
  return Array.from({ length: STATE_WORDS }, (_, i) => power.reduceRight((word, limb) => (word << 16n) | BigInt(limb[i] as number), 0n));
}

function square(of: Polynomial): Polynomial {
  const product: Polynomial = Array.from({ length: LIMBS }, () => new Float64Array(2 * STATE_WORDS));
  for (let low = 0; low < LIMBS; low++) {
    for (let high = 0; low + high < LIMBS; high++) convolve(of[low] as Float64Array, of[high] as Float64Array, product[low + high] as Float64Array);
  }
  return reduced(product);
}

function convolve(a: Float64Array, b: Float64Array, into: Float64Array): void {
  for (let i = 0; i < STATE_WORDS; i++) {
    const factor = a[i] as number;
    if (factor === 0) continue;
    for (let j = 0; j < STATE_WORDS; j++) into[i + j] = (into[i + j] as number) + factor * (b[j] as number);
  }
}

function timesX(of: Polynomial): Polynomial {
  return reduced(
    of.map((limb) => {
      const shifted = new Float64Array(2 * STATE_WORDS);
      shifted.set(limb, 1);
      return shifted;
    }),
  );
}

/** Modulo x^607 = x^334 + 1, each coefficient modulo 2^64. */
function reduced(product: Polynomial): Polynomial {
  for (let power = 2 * STATE_WORDS - 1; power >= STATE_WORDS; power--) {
    carry(product, power);
    for (const limb of product) {
      const value = limb[power] as number;
      for (const at of [power - STATE_WORDS, power - STATE_TAP]) limb[at] = (limb[at] as number) + value;
    }
  }
  for (let power = 0; power < STATE_WORDS; power++) carry(product, power);
  return product.map((limb) => limb.subarray(0, STATE_WORDS));
}

function carry(limbs: Polynomial, power: number): void {
  let over = 0;
  for (const limb of limbs) {
    const value = (limb[power] as number) + over;
    over = Math.floor(value / LIMB);
    limb[power] = value - over * LIMB;
  }
}
