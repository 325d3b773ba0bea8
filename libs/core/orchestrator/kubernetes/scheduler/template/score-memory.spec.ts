import fc from 'fast-check';
import { HUNDRED, ONE, SLACK } from './fixed-percent.js';
import { ScoreMemory } from './score-memory.js';
import { LATER } from './score-program.js';

const NODES = 256;
const percent = fc.integer({ min: 0, max: HUNDRED });
/** Beside whole percentages, where rounding decides, numbers are seldom by themselves. */
const anyPercent = fc.oneof(
  percent,
  fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: -4, max: 4 })).map(([whole, off]) => Math.max(whole * ONE + off, 0)),
);
const lead = fc.oneof(
  fc.integer({ min: -50 * ONE, max: 50 * ONE }),
  fc.tuple(fc.integer({ min: -49, max: 49 }), fc.integer({ min: -4, max: 4 })).map(([whole, off]) => whole * ONE + off),
);
const node = fc.record({ cpu: anyPercent, memory: anyPercent, lead, evenNow: fc.integer({ min: 0, max: 100 }), size: fc.integer({ min: 0, max: 2 }) });
const takes = fc.record({ cpu: anyPercent, memory: anyPercent, lead });

/** What is said of a node in `ResourceScores`, in words. */
function plainly(of: { cpu: number; memory: number; lead: number; evenNow: number }, taken: { cpu: number; memory: number; lead: number }): number {
  const unsure = (sum: number) => (sum & (ONE - 1)) < 2 * SLACK;
  const cpu = Math.max(of.cpu - taken.cpu, 0) + SLACK;
  const memory = Math.max(of.memory - taken.memory, 0) + SLACK;
  const even = HUNDRED + SLACK - Math.abs(of.lead + taken.lead);
  if (unsure(memory) || unsure(even)) return LATER;
  return Math.floor((Math.floor(cpu / ONE) + Math.floor(memory / ONE)) / 2) + 75 + Math.floor((Math.floor(even / ONE) - of.evenNow) / 2);
}

const memory = ScoreMemory.for(NODES) as ScoreMemory;

test.each([
  ['one size', false],
  ['several sizes', true],
])('the compiled program scores nodes of %s as the plain sum does, wherever a stretch begins', (_, hasSizes) => {
  fc.assert(
    fc.property(
      fc.array(node, { minLength: 9, maxLength: 40 }),
      fc.array(takes, { minLength: 3, maxLength: 3 }),
      fc.nat(4),
      fc.nat(3),
      (nodes, taken, from, into) => {
        nodes.forEach((of, at) => {
          memory.freeCpuPercent[at] = of.cpu;
          memory.freeMemoryPercent[at] = of.memory;
          memory.lead[at] = of.lead;
          memory.evenNow[at] = of.evenNow;
          memory.size[at] = 3 * of.size;
        });
        taken.forEach((one, size) => memory.takes.set([one.cpu, one.memory, one.lead], 3 * size));
        const steps = Math.floor((nodes.length - from) / 4);
        const later = memory.score(memory.totals, into, from, steps, hasSizes);
        const expected = nodes.slice(from, from + 4 * steps).map((of) => plainly(of, taken[hasSizes ? of.size : 0] as (typeof taken)[0]));
        expect([...memory.totals.subarray(into, into + 4 * steps)]).toEqual(expected);
        expect(later).toBe(expected.filter((total) => total === LATER).length);
      },
    ),
    { numRuns: 500 },
  );
});

test('the compiled program finds the highest totals, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 60 }), (totals) => {
      memory.totals.set(totals);
      const ties = memory.ties(totals.length);
      const best = Math.max(...totals);
      expect([...memory.tied.subarray(0, ties)]).toEqual(totals.flatMap((total, at) => (total === best ? [at] : [])));
    }),
  );
});

test('small clusters do without', () => expect(ScoreMemory.for(100)).toBeNull());
