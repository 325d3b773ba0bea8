import type { RunSummary, Submission } from '../api/model';
import { subjectOf, underWayOf } from './under-way';

const run = (state: RunSummary['state']): RunSummary => ({
  id: state,
  world: 'simulated',
  scenarioId: 's',
  seed: 1,
  extra: false,
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

  it('are listed once when they are known from two places, as the later one says', () => {
    const both = underWayOf([submission('a', 'judging', [run('queued')]), submission('b', 'judging', []), submission('a', 'scored', [run('scored')])]);
    expect(both.map((one) => one.submissionId)).toEqual(['b']);
  });

  it('are told from an event by its submission, and by nothing else', () => {
    expect([{ submissionId: 'a' }, { submissionId: 4 }, { id: 'a' }, null, 'a'].map(subjectOf)).toEqual(['a', null, null, null, null]);
  });
});
