import type { AutoscalerRule } from '#core/entry';
import { SECOND } from '#core/units';
import fc from 'fast-check';
import { Autoscaler, type AutoscalerReading } from './index.js';

const RULE: AutoscalerRule = {
  scales: 'service',
  name: 'web',
  min: 2,
  max: 20,
  metric: 'cpu',
  targetMilli: 500,
  upAboveMilli: 600,
  downBelowMilli: 400,
  stepUp: { kind: 'share', percent: 100 },
  stepDown: { kind: 'replicas', count: 1 },
  cooldownUpUs: 30 * SECOND,
  cooldownDownUs: 300 * SECOND,
  place: { file: '', line: 1, column: 1 },
};
const at = (replicas: number, cpuMilli: number): AutoscalerReading => ({
  replicas,
  ready: replicas,
  cpuMilli,
  cpuPerReplicaMilli: 1000,
  requestsPerSecondMilli: cpuMilli,
  backlog: cpuMilli,
});

test.each([
  ['between the thresholds nothing changes', 4, 2200, null],
  ['above, the target is reached', 4, 2800, 6],
  ['not more than a step at once', 4, 12_000, 8],
  ['not beyond the maximum', 16, 16_000, 20],
  ['below, one step down', 6, 600, 5],
  ['a step goes no further than the target', 4, 1500, 3],
  ['never below the minimum', 2, 0, null],
  ['below the bounds the bound holds', 1, 0, 2],
  ['above the bounds the bound holds', 30, 0, 20],
])('%s', (_, replicas, cpuMilli, wanted) => {
  expect(new Autoscaler(RULE).decide(0, at(replicas, cpuMilli))?.replicas ?? null).toBe(wanted);
});

test('a cooldown is waited for, in each direction its own; going down also waits after going up', () => {
  const autoscaler = new Autoscaler(RULE);
  const decisions = [
    autoscaler.decide(0, at(4, 4000)),
    autoscaler.decide(15 * SECOND, at(8, 8000)),
    autoscaler.decide(30 * SECOND, at(8, 8000)),
    autoscaler.decide(45 * SECOND, at(16, 0)),
    autoscaler.decide(330 * SECOND, at(16, 0)),
    autoscaler.decide(345 * SECOND, at(15, 0)),
  ];
  expect(decisions.map((one) => one?.replicas ?? null)).toEqual([8, null, 16, null, 15, null]);
  expect(decisions[0]?.text).toBe('cpu 100% above 60%: 4 → 8');
});

test('a scrape that comes some milliseconds before its beat still ends a cooldown', () => {
  const autoscaler = new Autoscaler(RULE);
  const times = [4_000, 15 * SECOND, 30 * SECOND + 1_000];
  expect(times.map((us, index) => autoscaler.decide(us, at(4 * 2 ** index, 4000 * 2 ** index))?.replicas ?? null)).toEqual([8, null, 20]);
});

test.each(['requestsPerReplica', 'backlog'] as const)('%s is counted per ready replica', (metric) => {
  const unit = metric === 'backlog' ? 1000 : 1;
  const rule = { ...RULE, metric, targetMilli: 500 * unit, upAboveMilli: 600 * unit, downBelowMilli: 400 * unit };
  expect(new Autoscaler(rule).decide(0, at(4, 3000))?.replicas).toBe(6);
});

test('without a ready replica or a reservation there is nothing to go by', () => {
  expect(new Autoscaler(RULE).decide(0, { ...at(4, 4000), ready: 0 })).toBeNull();
  expect(new Autoscaler(RULE).decide(0, { ...at(4, 4000), cpuPerReplicaMilli: 0 })).toBeNull();
});

test('whatever is read, the bounds and the step hold', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 50_000 }), (replicas, cpuMilli) => {
      const next = new Autoscaler(RULE).decide(0, at(replicas, cpuMilli))?.replicas ?? replicas;
      expect(next).toBeGreaterThanOrEqual(2);
      expect(next).toBeLessThanOrEqual(20);
      if (replicas >= 2 && replicas <= 20) expect(next).toBeLessThanOrEqual(replicas * 2);
      if (replicas >= 2 && replicas <= 20) expect(next).toBeGreaterThanOrEqual(replicas - 1);
    }),
  );
});
