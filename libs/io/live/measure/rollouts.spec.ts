import { Rollouts } from './rollouts.js';

type Step = readonly ['begin' | 'create' | 'ready' | 'unready' | 'end', string, number];

function tookOf(...steps: readonly Step[]): readonly number[] {
  const took: number[] = [];
  const rollouts = new Rollouts((_, us) => took.push(us));
  for (const [what, key, atUs] of steps) {
    if (what === 'begin') rollouts.begin(key, atUs);
    else if (what === 'create') rollouts.created(key, key.slice(0, 3), atUs);
    else if (what === 'end') rollouts.gone(key, atUs);
    else rollouts.changed(key, what === 'ready', atUs);
  }
  return took;
}

describe('rolling out, seen from outside', () => {
  it.each<readonly [string, readonly number[], readonly Step[]]>([
    [
      'ends when all pods are ready',
      [9],
      [
        ['begin', 'web', 0],
        ['create', 'web-1', 1],
        ['create', 'web-2', 1],
        ['ready', 'web-1', 5],
        ['ready', 'web-2', 9],
      ],
    ],
    [
      'does not end while one is not',
      [],
      [
        ['begin', 'web', 0],
        ['create', 'web-1', 1],
        ['create', 'web-2', 1],
        ['ready', 'web-1', 5],
      ],
    ],
    [
      'ends when the one that is not is gone',
      [7],
      [
        ['begin', 'web', 0],
        ['create', 'web-1', 1],
        ['create', 'web-2', 1],
        ['ready', 'web-1', 5],
        ['end', 'web-2', 7],
      ],
    ],
    [
      'never ends without a pod',
      [],
      [
        ['begin', 'web', 0],
        ['create', 'web-1', 1],
        ['end', 'web-1', 2],
      ],
    ],
    [
      'is told once',
      [2],
      [
        ['begin', 'web', 0],
        ['create', 'web-1', 1],
        ['ready', 'web-1', 2],
        ['unready', 'web-1', 3],
        ['ready', 'web-1', 4],
      ],
    ],
    [
      'is none of another application',
      [],
      [
        ['begin', 'web', 0],
        ['create', 'api-1', 1],
        ['ready', 'api-1', 2],
      ],
    ],
    [
      'of a release ends when nothing is left from before',
      [2, 5],
      [
        ['begin', 'web', 0],
        ['create', 'web-1', 1],
        ['ready', 'web-1', 2],
        ['begin', 'web', 10],
        ['create', 'web-2', 11],
        ['ready', 'web-2', 14],
        ['end', 'web-1', 15],
      ],
    ],
  ])('%s', (_, took, steps) => {
    expect(tookOf(...steps)).toEqual(took);
  });
});
