import { goStartState, STATE_TAP, STATE_WORDS } from './go-start-state.js';
import { minimalStandard } from './minimal-standard.js';

const INT31 = 2 ** 31;
const LOW_63_BITS = 2n ** 63n - 1n;

/**
 * The generator of Go's `math/rand` with a given seed (additive lagged Fibonacci, x_n = x_{n-607} + x_{n-273} over 64 bits) and the
 * draws that the paper's experiment makes with it. Nothing else here draws from it: it exists to repeat a published procedure.
 */
export class GoRandom {
  private readonly state: BigUint64Array;
  private tap = 0;
  private feed = STATE_WORDS - STATE_TAP;

  constructor(seed: number) {
    this.state = seededState(seed);
  }

  /** A 63-bit number, the unit in which everything else is drawn. */
  next(): bigint {
    this.tap = (this.tap + STATE_WORDS - 1) % STATE_WORDS;
    this.feed = (this.feed + STATE_WORDS - 1) % STATE_WORDS;
    // The array wraps sums at 64 bits.
    this.state[this.feed] = (this.state[this.feed] as bigint) + (this.state[this.tap] as bigint);
    return (this.state[this.feed] as bigint) & LOW_63_BITS;
  }

  /** `Intn`: uniform in [0, bound), by rejecting what would be over-represented modulo the bound. */
  below(bound: number): number {
    if ((bound & (bound - 1)) === 0) return this.int31() & (bound - 1);
    const most = INT31 - 1 - (INT31 % bound);
    for (;;) {
      const value = this.int31();
      if (value <= most) return value % bound;
    }
  }

  /** `Shuffle`, in place; it draws by multiplication (Lemire) where `Intn` divides. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.byMultiplication(i + 1);
      const held = items[i] as T;
      items[i] = items[j] as T;
      items[j] = held;
    }
    return items;
  }

  /** `Perm`. */
  permutation(length: number): number[] {
    const places: number[] = [];
    for (let i = 0; i < length; i++) {
      const j = this.below(i + 1);
      places[i] = places[j] ?? i;
      places[j] = i;
    }
    return places;
  }

  private int31(): number {
    return Number(this.next() >> 32n);
  }

  private byMultiplication(bound: number): number {
    const least = 2 ** 32 % bound;
    for (;;) {
      const product = (this.next() >> 31n) * BigInt(bound);
      if (Number(product & 0xffffffffn) >= least) return Number(product >> 32n);
    }
  }
}

/** Numbers of the minimal standard generator (Park and Miller, multiplier 48271), three to a word, folded into the common start state. */
function seededState(seed: number): BigUint64Array {
  const minimal = minimalStandard(seed);
  return goStartState().map((word) => word ^ (minimal() << 40n) ^ (minimal() << 20n) ^ minimal());
}
