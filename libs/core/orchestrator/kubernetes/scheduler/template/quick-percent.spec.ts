import fc from 'fast-check';
import { evenPair, MOST, quickEven, quickPercent } from './quick-percent.js';

const amounts = fc.oneof(
  fc.integer({ min: 1, max: 1000 }),
  fc.integer({ min: 1, max: 128_000 }),
  fc.maxSafeInteger().map((n) => 1 + (Math.abs(n) % (MOST - 1))),
);
/** A whole, and a part of it that is often a whole percentage. */
const parts = fc.tuple(amounts, fc.integer({ min: 0, max: 100 }), fc.integer({ min: -1, max: 1 }), fc.boolean()).map(([one, percent, off, round]) => {
  const all = round && one * 100 < MOST ? one * 100 : one;
  return { all, part: Math.min(all, Math.max(0, Math.round((all / 100) * percent) + off)) };
});
const exactly = (part: number, all: number): number => Number((BigInt(part) * 100n) / BigInt(all));

describe('percentages by multiplying', () => {
  it('are those of integers', () =>
    fc.assert(
      fc.property(parts, ({ all, part }) => quickPercent(part, 1 / all) === exactly(part, all)),
      { numRuns: 20_000 },
    ));

  it('every hundredth of every small whole', () => {
    for (let all = 1; all <= 3000; all++) {
      for (let percent = 0; percent <= 100; percent++) {
        const part = Math.ceil((all * percent) / 100);
        if (quickPercent(part, 1 / all) !== exactly(part, all)) throw new Error(`${part} of ${all}`);
      }
    }
  });

  it('and evenness is the divided one, above the whole too', () =>
    fc.assert(
      fc.property(parts, parts, fc.boolean(), (cpu, memory, over) => {
        const asked = over ? cpu.part + cpu.all : cpu.part;
        const quick = quickEven(asked, cpu.all, 1 / cpu.all, memory.part, memory.all, 1 / memory.all);
        return quick === evenPair(asked / cpu.all, memory.part / memory.all);
      }),
      { numRuns: 20_000 },
    ));
});
