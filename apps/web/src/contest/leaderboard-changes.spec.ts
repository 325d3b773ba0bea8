import type { Standing } from '../api/model';
import { changesBetween } from './leaderboard-changes';

const standing = (name: string, rank: number, score: number | null): Standing => ({
  rank,
  bandFrom: rank,
  bandTo: rank,
  beatsNext: null,
  moreSeedsToNext: null,
  team: { id: name, name },
  submissionId: name,
  division: 'mesos',
  score,
  scenarios: [],
  submittedAt: '',
  reference: false,
});

describe('what changed on the leaderboard', () => {
  it('is nothing when ranks and scores are the same', () => {
    expect(changesBetween([standing('a', 1, 5)], [standing('a', 1, 5)])).toEqual({ changed: new Set(), said: '' });
  });

  it('names a newcomer and who moved, and counts the others', () => {
    const before = [standing('a', 1, 5), standing('b', 2, 4), standing('c', 3, 3), standing('d', 4, 2)];
    const after = [standing('e', 1, 9), standing('a', 2, 5), standing('b', 3, 4), standing('c', 4, 3), standing('d', 4, 2)];
    const { changed, said } = changesBetween(before, after);
    expect([...changed]).toEqual(['e', 'a', 'b', 'c']);
    expect(said).toBe('Leaderboard updated: e is at rank 1 with 9.0; a is at rank 2 with 5.0; and 2 more changed.');
  });
});
