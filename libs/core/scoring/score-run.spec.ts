import fc from 'fast-check';
import type { AppMetrics, RunMetrics, Verdict } from '#core/run';
import { costsOf, normalizeCost, scoreRun, type ScoringRules } from './index.js';

const stage = { count: 0, p50Us: null, p95Us: null, maxUs: null };

function metrics(change: { good?: number; p99Us?: number | null; price?: number; debt?: number; slowdown?: number | null } = {}): RunMetrics {
  const good = change.good ?? 9_990;
  const p99Us = change.p99Us === undefined ? 80_000 : change.p99Us;
  const counts = { offered: 10_000, served: good, good, rejected: 0, timedOut: 10_000 - good, failed: 0, p50Us: 10_000, p95Us: 50_000, p99Us, p999Us: null };
  const app: AppMetrics = { ...counts, app: 'web', sloLatencyUs: 100_000, sloTarget: 0.99 };
  return {
    latency: counts,
    utilization: {
      usedNodeSeconds: 100,
      usedPriceMicros: change.price ?? 1_000_000,
      wholePriceMicros: 5_000_000,
      cpuRequestedShare: 0.5,
      cpuUsedShare: 0.3,
      memoryRequestedShare: 0.2,
    },
    recovery: { faults: [], sloDebt: change.debt ?? 0, evictions: 0 },
    batch: { jobs: 0, finished: 0, boundedSlowdownMean: change.slowdown ?? null, goodCpuSeconds: 0 },
    placement: { podsSubmitted: 0, podsPlaced: 0, podsUnschedulableAtEnd: 0, allocatedShare: null, compactedNodes: null },
    stages: { deploy: stage, store: stage, retrieve: stage, run: stage, scale: stage, manage: stage },
    apps: [app],
  };
}

const rules: ScoringRules = {
  weights: { latency: 0.4, utilization: 0.3, recovery: 0.3 },
  references: { baseline: { latency: 0.05, utilization: 100_000, recovery: 50 }, bestKnown: { latency: 0.001, utilization: 50_000, recovery: 1 } },
};
const completed = (change: Parameters<typeof metrics>[0]) => scoreRun({ verdict: 'completed', metrics: metrics(change) }, rules);

describe('costs', () => {
  it.each([
    ['nothing missed', { good: 10_000 }, 0],
    ['a tenth missed', { good: 9_000 }, 0.1],
    ['p99 at four times its target', { good: 10_000, p99Us: 400_000 }, 0.2],
    ['too few samples for a p99', { good: 9_000, p99Us: null }, 0.1],
    ['batch three times slower than alone', { good: 10_000, slowdown: 3 }, 0.2],
  ])('latency of %s', (_, change, cost) => expect(costsOf(metrics(change)).latency).toBeCloseTo(cost, 9));

  it('charges price per good work, and the whole cluster when there was none', () => {
    expect(costsOf(metrics({ good: 10_000 })).utilization).toBe(100_000);
    expect(costsOf(metrics({ good: 0 })).utilization).toBe(5_000_000_000);
  });

  it('charges debt per thousand offered requests', () => expect(costsOf(metrics({ debt: 30 })).recovery).toBe(3));
});

describe('normalizeCost', () => {
  const references = rules.references as NonNullable<ScoringRules['references']>;
  it('is 0 at the baseline and 1 at the best known', () => {
    expect(normalizeCost('latency', 0.05, references)).toBeCloseTo(0, 12);
    expect(normalizeCost('latency', 0.001, references)).toBeCloseTo(1, 12);
  });
  it('is clipped on both sides', () => {
    expect(normalizeCost('utilization', 1, references)).toBe(1.25);
    expect(normalizeCost('utilization', 1e12, references)).toBe(-1);
  });
  it('does not make a hair worth an axis where the references are close or equal', () => {
    const equal = { baseline: references.baseline, bestKnown: references.baseline };
    expect(normalizeCost('recovery', 49, equal)).toBeCloseTo(0.05, 2);
    expect(normalizeCost('recovery', 33.3, equal)).toBeCloseTo(1, 1);
    expect(normalizeCost('recovery', 75, equal)).toBeCloseTo(-1, 1);
  });
});

describe('scoreRun', () => {
  it.each<[Verdict, number | null]>([
    ['rejected', -100],
    ['crashed', -100],
    ['timed-out', -100],
    ['out-of-memory', -100],
    ['output-limit', -100],
    ['protocol-error', -100],
    ['invalid-action', -100],
    ['platform-error', null],
  ])('scores a run that ended as %s with %p', (verdict, score) => expect(scoreRun({ verdict, metrics: null }, rules).score).toBe(score));

  it('has costs and no score without references', () => {
    const scored = scoreRun({ verdict: 'completed', metrics: metrics() }, { ...rules, references: null });
    expect(scored.costs).not.toBeNull();
    expect(scored.score).toBeNull();
  });

  it('takes a whole scenario as well as its scoring block', () => {
    const run = { verdict: 'completed', metrics: metrics() } as const;
    expect(scoreRun(run, { scoring: rules })).toEqual(scoreRun(run, rules));
  });

  it('gives no credit for saving nodes while the SLO is missed', () => {
    expect(completed({ good: 9_000, price: 100 })).toMatchObject({ gates: { slo: true }, normalized: { utilization: 0 } });
    expect(completed({ good: 9_990, price: 100 }).gates).toEqual({ slo: false, budget: false });
  });

  it('gives no credit for what was bought at more than half as much again as the baseline spent', () => {
    expect(completed({ good: 10_000, debt: 0, price: 1_600_000 })).toMatchObject({ gates: { budget: true }, normalized: { latency: 0, recovery: 0 } });
    expect(completed({ good: 10_000, debt: 0, price: 1_400_000 }).normalized?.latency).toBeGreaterThan(0.9);
  });

  it('never rewards doing worse on any axis', () => {
    const change = fc.record({
      good: fc.integer({ min: 0, max: 10_000 }),
      p99Us: fc.integer({ min: 1, max: 10_000_000 }),
      price: fc.integer({ min: 1, max: 5_000_000 }),
      debt: fc.integer({ min: 0, max: 100_000 }),
    });
    const worse = fc.record({ good: fc.integer({ min: 0, max: 5_000 }), p99Us: fc.nat(5_000_000), price: fc.nat(5_000_000), debt: fc.nat(50_000) });
    fc.assert(
      fc.property(change, worse, (better, by) => {
        const bad = { good: Math.max(0, better.good - by.good), p99Us: better.p99Us + by.p99Us, price: better.price + by.price, debt: better.debt + by.debt };
        expect(completed(bad).score ?? 0).toBeLessThanOrEqual(completed(better).score ?? 0);
      }),
    );
  });
});
