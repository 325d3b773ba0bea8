import { Rollouts } from './rollouts.js';

type NoteRow = readonly [string, string, number];

function tookOf(...notes: readonly NoteRow[]): readonly number[] {
  const took: number[] = [];
  const rollouts = new Rollouts(new Set(), (us) => took.push(us));
  for (const note of notes) rollouts.note(...note);
  return took;
}

describe('what is rolled out', () => {
  it.each<readonly [string, readonly number[], readonly NoteRow[]]>([
    [
      'takes from its start to its end, each by itself',
      [6, 8],
      [
        ['rollout-started', 'web', 1],
        ['rollout-started', 'api', 2],
        ['rollout-finished', 'web', 7],
        ['rollout-finished', 'api', 10],
      ],
    ],
    [
      'counts again when it is rolled back',
      [5],
      [
        ['rollout-started', 'web', 1],
        ['rolled-back', 'web', 20],
        ['rollout-finished', 'web', 25],
      ],
    ],
    [
      'is nothing without a start',
      [],
      [
        ['rollout-finished', 'web', 7],
        ['scaled', 'web', 8],
      ],
    ],
    [
      'is over once',
      [6],
      [
        ['rollout-started', 'web', 1],
        ['rollout-finished', 'web', 7],
        ['rollout-finished', 'web', 9],
      ],
    ],
  ])('%s', (_, took, notes) => {
    expect(tookOf(...notes)).toEqual(took);
  });

  it('covers all applications but those of batch jobs, where roll-outs are noted at all', () => {
    const rollouts = new Rollouts(new Set(['etl']), () => undefined);
    expect(['web', 'etl'].map((app) => rollouts.cover(app))).toEqual([false, false]);
    rollouts.note('rollout-started', 'deployment/web', 0);
    expect(['web', 'etl'].map((app) => rollouts.cover(app))).toEqual([true, false]);
  });
});
