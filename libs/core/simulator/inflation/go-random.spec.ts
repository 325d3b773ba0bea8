import { GoRandom } from './go-random.js';
import { goStartState } from './go-start-state.js';

describe("Go's generator", () => {
  it('starts from the published words', () => {
    expect([0, 1, 606].map((word) => BigInt.asIntN(64, goStartState()[word] as bigint))).toEqual([
      -4181792142133755926n,
      -4576982950128230565n,
      4152330101494654406n,
    ]);
  });
  it('gives the numbers every Go programmer knows from programs that forget to seed', () => {
    const random = new GoRandom(1);
    expect(Array.from({ length: 10 }, () => random.below(100))).toEqual([81, 87, 47, 59, 81, 18, 25, 40, 56, 0]);
  });
  it('shuffles and permutes into permutations', () => {
    const random = new GoRandom(42);
    const sorted = (items: readonly number[]) => [...items].sort((a, b) => a - b);
    const numbers = Array.from({ length: 1000 }, (_, index) => index);
    expect(sorted(random.shuffle([...numbers]))).toEqual(numbers);
    expect(sorted(random.permutation(1000))).toEqual(numbers);
  });
});
