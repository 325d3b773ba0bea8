import type { PerAxis, RunSummary, Scoring } from '../api/model';
import { pointsOf } from './points';

const same = (value: number): PerAxis => ({ latency: value, utilization: value, recovery: value });
const run = (seed: number, score: number | null, normalized: PerAxis | null, fault = 'none'): RunSummary => ({
  id: String(seed),
  world: 'simulated',
  scenarioId: 's',
  seed,
  extra: false,
  attempt: 1,
  state: 'scored',
  verdict: 'completed',
  fault,
  score,
  normalized,
  costs: normalized,
});
const scoring: Scoring = { weights: { latency: 0.5, utilization: 0.5, recovery: 0 }, references: { baseline: same(9), bestKnown: same(1) } };

describe('points of a scenario', () => {
  it('leave out extra seeds, which no score is made of', () => {
    const extra = { ...run(9, -100, same(-1)), extra: true };
    expect(pointsOf('s', [run(1, 50, same(0.5)), extra], scoring)).toEqual(pointsOf('s', [run(1, 50, same(0.5))], scoring));
  });

  it('average the seeds and say what is missing to the best known', () => {
    const points = pointsOf('s', [run(1, 40, same(0.4)), run(2, 60, same(0.6))], scoring);
    expect(points.score).toBe(50);
    expect(points.axes.map((axis) => [axis.axis, axis.points, axis.lost])).toEqual([
      ['latency', 25, 25],
      ['utilization', 25, 25],
      ['recovery', 0, 0],
    ]);
  });

  it('count an entry’s own failures in the score although they have no axes', () => {
    const points = pointsOf('s', [run(1, 50, same(0.5)), run(2, -100, null, 'competitor')], scoring);
    expect([points.score, points.faults, points.axes[0]?.normalized]).toEqual([-25, 1, 0.5]);
  });

  it('are unknown, not zero, before anything was judged or where references are missing', () => {
    const points = pointsOf('s', [run(1, null, null)], undefined);
    expect([points.score, points.runs, points.axes[0]?.points, points.axes[0]?.baseline]).toEqual([null, 0, null, null]);
  });

  it('say where credit was refused: better than the baseline, and nothing for it', () => {
    const costs = { latency: 5, utilization: 5, recovery: 20 };
    const spent = { ...run(1, -30, { latency: 0, utilization: -1, recovery: -1 }), costs: { ...costs, utilization: 50 } };
    const missed = { ...run(2, 10, { latency: 0.3, utilization: 0, recovery: -0.2 }), costs };
    expect(pointsOf('s', [spent, missed], scoring).axes.map((axis) => [axis.axis, axis.refused])).toEqual([
      ['latency', 1],
      ['utilization', 1],
      ['recovery', 0],
    ]);
  });
});
