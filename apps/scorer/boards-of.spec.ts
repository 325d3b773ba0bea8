import type { ScoredRunRow, ScoreLog } from '#io/store';
import { boardsOf } from './boards-of.js';

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));

const row = (team: string, hour: number, seed: number, score: number | null, more: Partial<ScoredRunRow> = {}): ScoredRunRow => ({
  submissionId: `${team}-${hour}`,
  team: { id: team, name: team.toUpperCase() },
  reference: false,
  division: 'kubernetes',
  submittedAt: at(hour),
  scenarioId: 's',
  world: 'simulated',
  seed,
  terminal: score !== null,
  failed: false,
  extra: false,
  normalized: score === null ? null : { latency: score / 100, utilization: 0, recovery: 1 },
  score,
  ...more,
});
const log = (runs: readonly ScoredRunRow[], freezesAt: Date | null = null): ScoreLog => ({
  contestId: 'c',
  changes: '1',
  freezesAt,
  weights: { s: 1, l: 1 },
  runs,
});

describe('the boards of a contest', () => {
  it('never mix what was simulated with what ran on real containers', () => {
    const live = { world: 'live' as const, scenarioId: 'l' };
    const { boards, submissions } = boardsOf(
      log([row('a', 1, 1, 10), row('a', 1, 1, 90, live), row('b', 2, 1, 60), row('b', 2, 1, 20, live), row('c', 3, 1, 40, live)]),
    );
    const scores = (view: 'full' | 'full-live') => Object.fromEntries(boards[view]?.standings.map(({ team, score }) => [team.name, score]) ?? []);
    expect(scores('full')).toEqual({ A: 10, B: 60 });
    expect(scores('full-live')).toEqual({ A: 90, B: 20, C: 40 });
    expect(submissions.map(({ score }) => score)).toEqual([10, 60, 40]);
  });

  it('know a submission by its live score where nothing simulated of it is scored, and not before that is known', () => {
    const live = { world: 'live' as const, scenarioId: 'l' };
    const unscored = row('a', 1, 1, null, { terminal: true });
    const scoreOf = (...runs: readonly ScoredRunRow[]) => boardsOf(log(runs)).submissions[0]?.score;
    expect(scoreOf(unscored, row('a', 1, 1, 90, live))).toBe(90);
    expect(scoreOf(row('a', 1, 1, null), row('a', 1, 1, 90, live))).toBeNull();
    expect(scoreOf(row('a', 1, 1, -100), row('a', 1, 1, 90, live))).toBe(-100);
    expect(scoreOf(unscored, row('a', 1, 1, null, { ...live, terminal: true }))).toBeNull();
  });

  it('have no live class where nothing ran live', () => expect(Object.keys(boardsOf(log([row('a', 1, 1, 10)])).boards)).toEqual(['full', 'public']));

  it('order teams by the mean over seeds and show what it is made of', () => {
    const { boards } = boardsOf(log([row('a', 1, 1, 10), row('a', 1, 2, 20), row('b', 2, 1, 60), row('b', 2, 2, 80)]));
    expect(boards.full.standings.map((standing) => [standing.rank, standing.team.name, standing.score])).toEqual([
      [1, 'B', 70],
      [2, 'A', 15],
    ]);
    expect(boards.full.standings[0]?.scenarios).toEqual([
      { scenarioId: 's', score: 70, latency: 0.7, utilization: 0, recovery: 1, runs: 2, runsTotal: 2, extraRuns: 0 },
    ]);
  });

  it('hide from the public what was handed in after the freeze, and nothing else', () => {
    const runs = [row('a', 1, 1, 10), row('a', 5, 1, 90)];
    const { boards } = boardsOf(log(runs, at(3)));
    expect(boards.public.standings.map((standing) => standing.score)).toEqual([10]);
    expect(boards.full.standings.map((standing) => standing.score)).toEqual([90]);
    expect(boardsOf(log(runs)).boards.public).toEqual(boardsOf(log(runs)).boards.full);
  });

  it('do not depend on the order of the log', () => {
    const runs = [row('a', 1, 1, 10), row('a', 1, 2, 30), row('b', 2, 1, 60), row('c', 3, 1, null)];
    expect(boardsOf(log(runs.slice().reverse())).boards).toEqual(boardsOf(log(runs)).boards);
  });

  it('say of each submission where it is', () => {
    const failed = row('c', 3, 1, null, { terminal: true, failed: true });
    const { submissions } = boardsOf(log([row('a', 1, 1, 10), row('b', 2, 1, null), failed]));
    expect(submissions.map(({ submissionId, state, score }) => [submissionId, state, score])).toEqual([
      ['a-1', 'scored', 10],
      ['b-2', 'judging', null],
      ['c-3', 'failed', null],
    ]);
  });
});
