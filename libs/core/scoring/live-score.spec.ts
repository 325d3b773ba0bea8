import fc from 'fast-check';
import type { LiveOutcome } from '#core/run';
import { scoreLive } from './index.js';

const base: LiveOutcome = { medianLatencyUs: 20_000, generousShare: 0.97, cpuPerRequestUs: 15_000, restoredAfterS: 40, recoveredAfterS: 20 };
const weights = { latency: 0.4, utilization: 0.3, recovery: 0.3 };
const scoreOf = (change: Partial<LiveOutcome>) => scoreLive({ outcome: { ...base, ...change }, baseline: base }, weights).score;

describe('the score of a live run', () => {
  it('is 0 for the baseline itself', () => expect(scoreOf({})).toBe(0));

  it.each<[string, Partial<LiveOutcome>]>([
    ['a median 8 % lower', { medianLatencyUs: 18_400 }],
    ['CPU 9 % lower', { cpuPerRequestUs: 13_700 }],
    ['restored a second sooner', { restoredAfterS: 39 }],
    ['recovered a second later', { recoveredAfterS: 21 }],
    ['0.5 % more within the generous SLO', { generousShare: 0.975 }],
  ])('does not move within a band: %s', (_, change) => expect(scoreOf(change)).toBe(0));

  it.each<[string, Partial<LiveOutcome>, number]>([
    ['a median a quarter lower: three bands of one of two', { medianLatencyUs: 15_000 }, 12],
    ['CPU twice as high: the most there is', { cpuPerRequestUs: 30_000 }, -30],
    ['restored ten seconds sooner', { restoredAfterS: 30 }, 15],
    ['never restored', { restoredAfterS: null }, -15],
  ])('moves by bands: %s', (_, change, score) => expect(scoreOf(change)).toBeCloseTo(score, 6));

  it('has costs and no score without a baseline', () => {
    expect(scoreLive({ outcome: base, baseline: null }, weights)).toEqual({
      costs: { latency: 0.03, utilization: 15_000, recovery: 40 },
      normalized: null,
      score: null,
    });
  });

  it('never rewards doing worse', () => {
    const outcome = fc.record({
      medianLatencyUs: fc.integer({ min: 1, max: 2_000_000 }),
      generousShare: fc.double({ min: 0, max: 1, noNaN: true }),
      cpuPerRequestUs: fc.integer({ min: 1, max: 1_000_000 }),
      restoredAfterS: fc.option(fc.nat(200)),
      recoveredAfterS: fc.option(fc.nat(200)),
    });
    const worse = fc.record({ latency: fc.nat(1_000_000), miss: fc.double({ min: 0, max: 0.5, noNaN: true }), cpu: fc.nat(100_000), seconds: fc.nat(50) });
    fc.assert(
      fc.property(outcome, worse, (better, by) => {
        const later = (value: number | null): number | null => (value === null ? null : value + by.seconds);
        const bad = {
          medianLatencyUs: better.medianLatencyUs + by.latency,
          generousShare: Math.max(0, better.generousShare - by.miss),
          cpuPerRequestUs: better.cpuPerRequestUs + by.cpu,
          restoredAfterS: later(better.restoredAfterS),
          recoveredAfterS: later(better.recoveredAfterS),
        };
        expect(scoreOf(bad) ?? 0).toBeLessThanOrEqual(scoreOf(better) ?? 0);
      }),
    );
  });
});
