import { sha256 } from '@noble/hashes/sha2';
import { utf8ToBytes } from '@noble/hashes/utils';
import { exp, ln } from './exact-math.js';
import { fillUniforms, MOST_UNIFORMS } from './fill-uniforms.js';

/** Constants of this module: looking them up in `Math` costs more than what they do. */
const { floor, min, sqrt } = Math;
/** Streams that are drawn from once hold few numbers, those that are drawn from all the time as many as are made at once. */
const FIRST_BLOCK = 2;
const NONE = new Float64Array(0);

/**
 * A named stream of random numbers. Its position is a counter and its key comes from (seed, name) alone, so adding,
 * removing or drawing from one stream never shifts another. Same seed and name: same numbers on every machine.
 */
export class RandomStream {
  /** Numbers made ahead: what is drawn depends on how many were drawn before, never on how many were made. */
  private block = NONE;
  private next = 0;
  private counter = 0;
  /** Standard deviation of the logarithm for the coefficient of variation asked for last. */
  private sigma = 0;
  private sigmaOf = 0;
  private readonly key: number;
  private readonly lane: number;

  constructor(seed: number | string, name: string) {
    const hash = sha256(utf8ToBytes(`${seed}\n${name}`));
    const view = new DataView(hash.buffer, hash.byteOffset);
    this.key = view.getUint32(0);
    this.lane = view.getUint32(4);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  uniform(): number {
    if (this.next === this.block.length) this.refill();
    return this.block[this.next++] as number;
  }

  private refill(): void {
    const { length } = this.block;
    if (length < MOST_UNIFORMS) this.block = new Float64Array(min(MOST_UNIFORMS, length === 0 ? FIRST_BLOCK : length * 4));
    fillUniforms(this.block, this.counter, this.lane, this.key);
    this.counter += this.block.length;
    this.next = 0;
  }

  /** Uniform integer in [0, bound), without modulo bias; bound in 1..2^32. */
  integer(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    for (;;) {
      // The upper of the two words that a number was made from.
      const word = floor(this.uniform() * 2 ** 32);
      if (word < limit) return word % bound;
    }
  }

  /** Exponential with the given mean. */
  exponential(mean: number): number {
    return -mean * ln(1 - this.uniform());
  }

  /** Standard normal (Marsaglia's polar method: no sine, no cosine). */
  normal(): number {
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * sqrt((-2 * ln(s)) / s);
    }
  }

  /** Log-normal given its median and coefficient of variation (sd / mean). */
  lognormal(median: number, cv: number): number {
    if (cv !== this.sigmaOf) {
      this.sigma = sqrt(ln(1 + cv * cv));
      this.sigmaOf = cv;
    }
    return median * exp(this.sigma * this.normal());
  }

  /** In-place Fisher-Yates shuffle. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = items[i] as T;
      items[i] = items[j] as T;
      items[j] = held;
    }
    return items;
  }
}
