import { nodeEligibility } from './node-eligibility.js';
import { FailureBackoff } from './failure-backoff.js';
import { rollDaemons } from './roll-daemons.js';

const up = { ready: true, available: true };
const settling = { ready: true, available: false };
const down = { ready: false, available: false };

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
    [
      'broken ones beside as many working ones as the limit allows',
      [
        { node: 0, old: down, fresh: null },
        { node: 1, old: up, fresh: null },
        { node: 2, old: up, fresh: null },
      ],
      { maxUnavailable: 1, maxSurge: 0 },
      { remove: [0, 1], surge: [] },
    ],
    [
      'counting nodes whose pod is on its way out or in',
      [
        { node: 0, old: null, fresh: null },
        { node: 1, old: up, fresh: null },
      ],
      { maxUnavailable: 1, maxSurge: 0 },
      { remove: [], surge: [] },
    ],
    [
      'with a surge new ones beside all that do not work',
      [
        { node: 0, old: down, fresh: null },
        { node: 1, old: settling, fresh: null },
        { node: 2, old: up, fresh: null },
        { node: 3, old: up, fresh: down },
      ],
      { maxUnavailable: 0, maxSurge: 1 },
      { remove: [], surge: [0, 1] },
    ],
    [
      'and an old one that is not ready goes as soon as there is a new one',
      [
        { node: 0, old: down, fresh: down },
        { node: 1, old: settling, fresh: down },
      ],
      { maxUnavailable: 0, maxSurge: 1 },
      { remove: [0], surge: [] },
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

describe('a daemon that fails on its node', () => {
  it('is replaced at once, then after a second, then after twice as long each time', () => {
    const backoff = new FailureBackoff();
    expect(backoff.waitUntil(1, 10e6)).toBe(10e6);
    expect(backoff.waitUntil(1, 10.2e6)).toBe(11e6);
    expect(backoff.waitUntil(1, 11e6)).toBe(11e6);
    expect(backoff.waitUntil(1, 11.5e6)).toBe(13e6);
    expect(backoff.waitUntil(2, 11.5e6)).toBe(11.5e6);
    expect(backoff.waitUntil(1, 3600e6)).toBe(3600e6);
    expect(backoff.waitUntil(1, 3600.5e6)).toBe(3601e6);
  });
});
