import fc from 'fast-check';
import { attributeText, scalarText } from './constraints/attribute-text.js';
import { selectInstancesToKill } from './constraints/select-instances-to-kill.js';
import { dependencySteps } from './deployment/dependency-steps.js';
import { LaunchDelays } from './launch/launch-delay.js';
import { LaunchTokens } from './launch/launch-tokens.js';
import { bitOf, firstMismatch, mismatchesOf } from './launch/mismatch.js';
import { restartStrategy } from './scaling/restart-strategy.js';

test.each([
  ['1.0', '1'],
  ['1.0005', '1'],
  ['0.0625', '0.062'],
  ['0.1875', '0.188'],
  ['12.3456', '12.346'],
  ['[6-7,1-3]', '[1-3,6-7]'],
  ['{b,a}', '{a,b}'],
  ['rack-1.0', 'rack-1.0'],
  ['5-7', '5-7'],
])('the attribute %s is compared as %s', (written, text) => expect(attributeText(written)).toBe(text));

test('halves go to the even neighbour, everything else to the nearest', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 10_000_000 }), (milli) => expect(Number(scalarText(milli / 1000))).toBe(milli / 1000)));
});

describe('restarts', () => {
  const strategies = fc.record({
    instances: fc.integer({ min: 1, max: 50 }),
    minimumHealthCapacity: fc.double({ min: 0, max: 1, noNaN: true }),
    maximumOverCapacity: fc.double({ min: 0, max: 1, noNaN: true }),
    healthy: fc.integer({ min: 0, max: 50 }),
  });
  test('never kill below the minimum, and always leave room to begin', () => {
    fc.assert(
      fc.property(strategies, ({ instances, healthy, ...upgradeStrategy }) => {
        const current = Math.min(healthy, instances);
        const { killImmediately, maxCapacity } = restartStrategy({ instances, upgradeStrategy, resident: false, current, healthy: current });
        const least = Math.ceil(instances * upgradeStrategy.minimumHealthCapacity);
        expect(current - killImmediately).toBeGreaterThanOrEqual(Math.min(current, least));
        expect(maxCapacity).toBeLessThanOrEqual(Math.trunc(instances * (1 + upgradeStrategy.maximumOverCapacity)) + 1);
        expect(current - killImmediately < maxCapacity || least < maxCapacity).toBe(true);
      }),
    );
  });
});

test('kills keep groups even', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 4 }), fc.nat(40), (sizes, wanted) => {
      const instances = sizes.flatMap((size, group) => Array.from({ length: size }, (_, index) => ({ group: `g${group}`, index })));
      const count = Math.min(wanted, instances.length);
      const killed = selectInstancesToKill(instances, count, [(one) => one.group]);
      expect(new Set(killed).size).toBe(killed.length);
      expect(killed.length).toBeLessThanOrEqual(count);
      const spread = (of: readonly { group: string }[]): number => {
        const counts = sizes.map((_, group) => of.filter((one) => one.group === `g${group}`).length);
        return Math.max(...counts) - Math.min(...counts);
      };
      const left = instances.filter((one) => !killed.includes(one));
      if (killed.length < instances.length) expect(spread(left)).toBeLessThanOrEqual(Math.max(1, spread(instances)));
    }),
  );
});

describe('launch delays', () => {
  const strategy = { backoffUs: 10, factor: 2, maxLaunchDelayUs: 35 };
  test('grow by the factor to the maximum, advance with progress, reset, and are forgotten', () => {
    const delays = new LaunchDelays();
    expect([0, 0, 0, 0].map((now) => delays.grow('a', strategy, now))).toEqual([10, 20, 35, 35]);
    delays.advance('a', 100);
    expect(delays.deadlineUs('a')).toBe(135);
    delays.dropOverdue(135);
    expect(delays.deadlineUs('a')).toBe(135);
    delays.dropOverdue(136);
    expect(delays.deadlineUs('a')).toBeNull();
    delays.grow('a', strategy, 0);
    delays.reset('a');
    expect(delays.deadlineUs('a')).toBeNull();
  });
});

test('a hundred launches per half minute, and one more for each that came up', () => {
  const tokens = new LaunchTokens();
  for (let i = 0; i < 100; i++) tokens.take();
  expect(tokens.at(29e6)).toBe(0);
  tokens.add(29e6);
  expect(tokens.at(29e6)).toBe(1);
  expect(tokens.at(30e6)).toBe(100);
  expect(tokens.nextRefreshUs(31e6)).toBe(60e6);
});

test('of several mismatches the first of the funnel counts', () => {
  const bits = bitOf('InsufficientPorts') | bitOf('InsufficientCpus') | bitOf('UnfulfilledConstraint');
  expect(mismatchesOf(bits)).toEqual(['UnfulfilledConstraint', 'InsufficientCpus', 'InsufficientPorts']);
  expect(firstMismatch(bits)).toBe('UnfulfilledConstraint');
  expect(firstMismatch(0)).toBeNull();
});

test('whatever something depends on is in an earlier step', () => {
  const below: Readonly<Record<string, readonly string[]>> = { web: ['api', 'auth'], api: ['db'], auth: ['db'], db: [], cron: [] };
  expect(dependencySteps(Object.keys(below), (id) => below[id] ?? [])).toEqual([['db', 'cron'], ['api', 'auth'], ['web']]);
});
