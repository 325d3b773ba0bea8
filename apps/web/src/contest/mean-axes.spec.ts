import type { ContestScenario, Standing } from '../api/model';
import { meanAxes } from './mean-axes';

const scenario = (id: string, weight: number): ContestScenario => ({
  id,
  world: 'simulated',
  title: id,
  weight,
  visibility: 'public',
  revealed: true,
  commitment: '',
  seeds: [1],
});
const standing = (scenarios: Standing['scenarios']): Standing => ({
  rank: 1,
  bandFrom: 1,
  bandTo: 1,
  beatsNext: null,
  moreSeedsToNext: null,
  team: { id: 't', name: 'T' },
  submissionId: 's',
  division: 'swarm',
  score: null,
  scenarios,
  submittedAt: '',
  reference: false,
});

describe('a standing’s mean axes', () => {
  it('weighs scenarios as the contest does and leaves out what was not scored', () => {
    const axes = meanAxes(
      standing([
        { scenarioId: 'a', score: 1, latency: 1, utilization: 0.5, recovery: null, runs: 1, runsTotal: 1, extraRuns: 0 },
        { scenarioId: 'b', score: 1, latency: 0, utilization: null, recovery: null, runs: 1, runsTotal: 1, extraRuns: 0 },
      ]),
      [scenario('a', 3), scenario('b', 1)],
    );
    expect(axes).toEqual({ latency: 0.75, utilization: 0.5, recovery: null });
  });
});
