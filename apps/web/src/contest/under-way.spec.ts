import type { RunSummary, Submission } from '../api/model';
import { merged, readNews, underWayOf, withNews } from './under-way';

const run = (state: RunSummary['state']): RunSummary => ({
  id: state,
  scenarioId: 's',
  seed: 1,
  attempt: 1,
  state,
  verdict: null,
  fault: null,
  score: null,
  costs: null,
  normalized: null,
});
const submission = (id: string, state: Submission['state'], runs: readonly RunSummary[]): Submission => ({
  id,
  contestId: 'c',
  team: { id: 't', name: 'Team' },
  division: 'kubernetes',
  entryDigest: '',
  submittedAt: '',
  state,
  score: null,
  warnings: [],
  runs,
});

describe('submissions under way', () => {
  it('counts finished runs, also failed ones, and those in a judge’s hands', () => {
    const listed = underWayOf([submission('a', 'judging', [run('scored'), run('failed'), run('leased'), run('queued')]), submission('b', 'scored', [])]);
    expect(listed).toEqual([{ submissionId: 'a', team: 'Team', done: 2, total: 4, running: 1 }]);
  });

  it('appear with the news of them, move on, and leave with their last run', () => {
    const first = withNews([], { submissionId: 'a', team: 'Team', runsDone: 0, runsTotal: 2 });
    const second = withNews(first, { submissionId: 'a', runsDone: 1 });
    expect(second).toEqual([{ submissionId: 'a', team: 'Team', done: 1, total: 2, running: 0 }]);
    expect(withNews(second, { submissionId: 'a', runsDone: 2 })).toEqual([]);
  });

  it('are not invented from news that names no team', () => {
    expect(withNews([], { submissionId: 'a', runsDone: 1, runsTotal: 3 })).toEqual([]);
  });

  it('are listed once when both the list and the stream know them, and not when the list says they ended', () => {
    const heard = ['a', 'b', 'c'].map((submissionId) => ({ submissionId, team: 'x', done: 0, total: 1, running: 0 }));
    const both = merged([{ submissionId: 'a', team: 'Team', done: 1, total: 2, running: 1 }], heard, new Set(['b']));
    expect(both.map((one) => [one.submissionId, one.team])).toEqual([
      ['a', 'Team'],
      ['c', 'x'],
    ]);
  });

  it('are read from news in which the team is a name or an object, and nothing else is trusted', () => {
    expect(readNews({ submissionId: 'a', team: { name: 'Team' }, runsDone: '1' })).toEqual({ submissionId: 'a', team: 'Team' });
    expect([readNews(null), readNews('x'), readNews({ submissionId: 4 })]).toEqual([null, null, null]);
  });
});
