import type { RunSummary, Submission } from '../api/model';
import { scoreInWords } from './score-in-words';

const run = (world: 'simulated' | 'live', score: number | null) => ({ world, score, extra: false }) as RunSummary;
const words = (score: number | null, runs: readonly RunSummary[], state: Submission['state'] = 'scored') => scoreInWords({ score, state, runs });

describe('the number at the head of a submission', () => {
  it.each([
    ['simulated runs alone', words(70, [run('simulated', 70)]), /^points; 0 is the baseline, 100 the best known$/],
    ['live runs alone', words(30, [run('live', 30)]), /^points on real containers; 0 is the baseline replayed beside it/],
    [
      'both worlds, each with points',
      words(70, [run('simulated', 70), run('live', 30)]),
      /^points, simulated.*Runs on real containers have a board of their own$/,
    ],
    [
      'both, of which nothing simulated has points',
      words(30, [run('simulated', null), run('live', 30)]),
      /^points on real containers.*Simulated there are costs and no points/,
    ],
    ['nothing with points', words(null, [run('simulated', null), run('live', null)]), /^no score: nothing was frozen/],
    ['runs that wait', words(null, [run('simulated', null), run('live', 30)], 'judging'), /^no score yet$/],
  ])('says what it is of: %s', (_, said, expected) => expect(said).toMatch(expected));
});
