import { nodeEligibility } from './node-eligibility.js';
import { rollDaemons } from './roll-daemons.js';

const up = { available: true };
const down = { available: false };

describe('rolling daemons', () => {
  it.each([
    [
      'one at a time',
      [
        { node: 0, old: up, fresh: null },
        { node: 1, old: up, fresh: null },
      ],
      { maxUnavailable: 1, maxSurge: 0 },
      { remove: [0], surge: [] },
    ],
    [
      'none while one is missing',
      [
        { node: 0, old: null, fresh: down },
        { node: 1, old: up, fresh: null },
      ],
      { maxUnavailable: 1, maxSurge: 0 },
      { remove: [], surge: [] },
    ],
    [
      'broken ones at once',
      [
        { node: 0, old: down, fresh: null },
        { node: 1, old: down, fresh: null },
      ],
      { maxUnavailable: 1, maxSurge: 0 },
      { remove: [0, 1], surge: [] },
    ],
    [
      'a new one first when it may surge',
      [
        { node: 0, old: up, fresh: null },
        { node: 1, old: up, fresh: null },
      ],
      { maxUnavailable: 0, maxSurge: 1 },
      { remove: [], surge: [0] },
    ],
    [
      'the old one goes when the new one works, and the next begins',
      [
        { node: 0, old: up, fresh: up },
        { node: 1, old: up, fresh: null },
      ],
      { maxUnavailable: 0, maxSurge: 1 },
      { remove: [0], surge: [1] },
    ],
  ])('%s', (_, nodes, limits, roll) => expect(rollDaemons(nodes, limits)).toEqual(roll));
});

describe('where daemons belong', () => {
  const node = (effect: 'NoSchedule' | 'NoExecute' | 'PreferNoSchedule') => ({ name: 'n', labels: { disk: 'ssd' }, taints: [{ key: 'k', value: '', effect }] });
  it.each([
    ['not on nodes that repel them, but they stay', {}, node('NoSchedule'), { run: false, stay: true }],
    ['nor where they would be driven away', {}, node('NoExecute'), { run: false, stay: false }],
    ['on nodes that would rather not have them', {}, node('PreferNoSchedule'), { run: true, stay: true }],
    ['not where the selector does not match', { nodeSelector: { disk: 'hdd' } }, node('PreferNoSchedule'), { run: false, stay: false }],
  ])('%s', (_, spec, on, verdict) => expect(nodeEligibility({ containers: [], ...spec }, [], on)).toEqual(verdict));
});
