import fc from 'fast-check';
import { SECOND } from '#core/units';
import { SmallWorld } from '../testing/small-world.js';

const app = (id: string, more: object = {}) => ({ id, cpus: 1, mem: 100, container: { docker: { image: 'regatta/web' } }, ...more });
const CHECK = { protocol: 'HTTP', intervalSeconds: 2, timeoutSeconds: 1, delaySeconds: 0, gracePeriodSeconds: 30, maxConsecutiveFailures: 3 };
const nodes = (count: number, zones = 'abc') => Array.from({ length: count }, (_, index) => ({ zone: zones[index % zones.length] as string }));
const of = (world: SmallWorld, what: string) => world.notes.filter((note) => note.what === what);

test('an app is deployed and its load balancer learns of what runs', () => {
  const world = new SmallWorld(app('/web', { instances: 5 }), nodes(3));
  world.advance(10 * SECOND);
  expect(world.up('/web')).toHaveLength(5);
  expect(world.routes.get('web')).toHaveLength(5);
  expect(of(world, 'rollout-finished')).toHaveLength(1);
});

test('at most five tasks are launched on one offer', () => {
  const world = new SmallWorld(app('/web', { instances: 7, cpus: 0.5 }), nodes(1));
  world.advance(1 * SECOND);
  expect(world.on(0)).toBe(5);
  world.advance(10 * SECOND);
  expect(world.on(0)).toBe(7);
});

test('a hundred launches per half minute, and one more for each that came up', () => {
  const world = new SmallWorld(app('/web', { instances: 150, cpus: 0.01, healthChecks: [{ ...CHECK, gracePeriodSeconds: 300 }] }), nodes(40));
  world.startUs = 60 * SECOND;
  world.advance(29 * SECOND);
  expect(world.tasks.size).toBe(100);
  world.advance(40 * SECOND);
  expect(world.tasks.size).toBe(150);
});

test('an instance that is never well is killed when its grace is over and its failures are counted', () => {
  const world = new SmallWorld(app('/web', { healthChecks: [CHECK] }), nodes(1));
  world.startUs = 1000 * SECOND;
  world.advance(60 * SECOND);
  expect(of(world, 'pod-deleted')[0]).toMatchObject({ text: expect.stringContaining('failed 3 consecutive health checks') as string });
  // Runs at 0.5 s; the first check past the grace is at 30.5 s, the third 4 s later.
  expect(of(world, 'pod-deleted')[0]?.atUs).toBe(34.5 * SECOND);
});

test('dependencies are up before what depends on them is started', () => {
  const world = new SmallWorld([app('/web', { dependencies: ['/db'], healthChecks: [CHECK] }), app('/db', { healthChecks: [CHECK], instances: 2 })], nodes(2));
  world.watch = () => {
    if ([...world.tasks.values()].some((task) => task.pod.owner === '/web')) expect(world.up('/db')).toHaveLength(2);
  };
  world.advance(20 * SECOND);
  expect(world.up('/web')).toHaveLength(1);
});

describe('an agent that is lost', () => {
  const lost = (strategy: object | string) => {
    const world = new SmallWorld(app('/web', { instances: 2, constraints: [['hostname', 'UNIQUE']], unreachableStrategy: strategy }), nodes(3));
    world.advance(400 * SECOND);
    const [first] = world.up('/web');
    return { world, node: first?.node as number };
  };
  const replacedAfter = (strategy: object | string, within: number): number | null => {
    const { world, node } = lost(strategy);
    world.crash(node, 400 * SECOND);
    let replacedUs: number | null = null;
    world.watch = () => {
      if (replacedUs === null && world.nowUs > 405 * SECOND && world.up('/web').length === 2) replacedUs = world.nowUs;
    };
    world.advance((400 + within) * SECOND);
    return replacedUs === null ? null : Math.round((replacedUs - 400 * SECOND) / SECOND);
  };
  test('is unreachable after five pings of 15 s, and its tasks are replaced at once', () => {
    expect(replacedAfter({ inactiveAfterSeconds: 0, expungeAfterSeconds: 0 }, 200)).toBe(77);
  });
  test('with a wait, they are replaced at the first sweep after it', () => {
    expect(replacedAfter({ inactiveAfterSeconds: 60, expungeAfterSeconds: 600 }, 400)).toBeGreaterThanOrEqual(75 + 60);
    expect(replacedAfter({ inactiveAfterSeconds: 60, expungeAfterSeconds: 600 }, 400)).toBeLessThanOrEqual(75 + 60 + 30 + 3);
  });
  test('with the strategy disabled they are waited for', () => {
    expect(replacedAfter('disabled', 1000)).toBeNull();
  });
  test('leaves the load balancer after the next check of Marathon', () => {
    const world = new SmallWorld(app('/web', { instances: 2, constraints: [['hostname', 'UNIQUE']], healthChecks: [CHECK] }), nodes(3));
    world.advance(100 * SECOND);
    const [first] = world.up('/web');
    world.crash(first?.node as number, 100 * SECOND);
    world.advance(104 * SECOND);
    expect(world.routes.get('web')).toHaveLength(1);
  });
  test('that comes back rebooted has its tasks replaced when it is heard', () => {
    const { world, node } = lost({});
    world.crash(node, 400 * SECOND, 420 * SECOND);
    world.advance(430 * SECOND);
    expect(world.up('/web')).toHaveLength(2);
    expect(of(world, 'node-down')).toEqual([]);
  });
});

test('whatever the upgrade strategy, a release keeps to its minimum and its capacity', () => {
  const strategies = fc.record({
    instances: fc.integer({ min: 1, max: 12 }),
    minimumHealthCapacity: fc.constantFrom(0, 0.3, 0.5, 0.8, 1),
    maximumOverCapacity: fc.constantFrom(0, 0.25, 1),
  });
  fc.assert(
    fc.property(strategies, ({ instances, ...upgradeStrategy }) => {
      const world = new SmallWorld(app('/web', { instances, upgradeStrategy, healthChecks: [CHECK] }), nodes(6));
      world.advance(60 * SECOND);
      expect(world.up('/web')).toHaveLength(instances);
      const least = Math.ceil(instances * upgradeStrategy.minimumHealthCapacity);
      const most = Math.trunc(instances * (1 + upgradeStrategy.maximumOverCapacity));
      world.at(60 * SECOND, { kind: 'release', app: 'web', image: 'regatta/web:2' });
      world.watch = () => {
        expect(world.up('/web').length).toBeGreaterThanOrEqual(least);
        expect(world.tasks.size).toBeLessThanOrEqual(Math.max(most, least === most ? most + 1 : most));
      };
      world.advance(600 * SECOND);
      expect(world.up('/web').map((task) => task.pod.image)).toEqual(Array.from({ length: instances }, () => 'regatta/web:2'));
      expect(of(world, 'rollout-finished')).toHaveLength(2);
    }),
    { numRuns: 40 },
  );
});

test('a version that fails is tried again ever more slowly, and what runs stays', () => {
  const world = new SmallWorld(app('/web', { instances: 3, healthChecks: [CHECK], backoffSeconds: 10, backoffFactor: 2, maxLaunchDelaySeconds: 60 }), nodes(6));
  world.broken.add('regatta/web:2');
  world.advance(60 * SECOND);
  world.at(60 * SECOND, { kind: 'release', app: 'web', image: 'regatta/web:2' });
  world.advance(600 * SECOND);
  expect(world.up('/web')).toHaveLength(3);
  const launches = world.notes.filter((note) => note.what === 'pod-scheduled' && note.atUs >= 60 * SECOND).map((note) => note.atUs / SECOND);
  const rounds = [...new Set(launches.map(Math.floor))];
  const gaps = rounds.slice(1).map((at, index) => at - (rounds[index] as number));
  expect(gaps.at(-1)).toBeGreaterThanOrEqual(60);
  expect(of(world, 'rollout-finished')).toHaveLength(1);
});

test('draining kills the tasks of an agent, which start elsewhere; a deactivated agent keeps them', () => {
  const world = new SmallWorld(app('/web', { instances: 4, cpus: 4 }), nodes(4));
  world.advance(20 * SECOND);
  const node = [...world.tasks.values()][0]?.node as number;
  world.at(20 * SECOND, { kind: 'maintenance', node, action: 'cordon' });
  world.advance(40 * SECOND);
  expect(world.on(node)).toBeGreaterThan(0);
  world.at(40 * SECOND, { kind: 'maintenance', node, action: 'drain' });
  world.advance(60 * SECOND);
  expect(world.on(node)).toBe(0);
  expect(world.up('/web')).toHaveLength(4);
  expect(of(world, 'pod-evicted').length).toBeGreaterThan(0);
});

test('GROUP_BY keeps zones even; without one of them its share waits', () => {
  const world = new SmallWorld(app('/web', { instances: 6, constraints: [['@zone', 'GROUP_BY', '3']] }), nodes(6));
  world.advance(20 * SECOND);
  const zones = world.up('/web').map((task) => task.node % 3);
  expect([0, 1, 2].map((zone) => zones.filter((one) => one === zone).length)).toEqual([2, 2, 2]);
  world.crash(0, 20 * SECOND);
  world.crash(3, 20 * SECOND);
  world.advance(300 * SECOND);
  expect(world.up('/web')).toHaveLength(4);
  expect(of(world, 'pod-unschedulable').at(-1)?.text).toContain('UnfulfilledConstraint');
});

test('a quota bounds what a group may run', () => {
  const files = [
    {
      path: 'quota.json',
      text: JSON.stringify({
        role: 'shop',
        guarantee: [
          { name: 'cpus', scalar: { value: 3 } },
          { name: 'mem', scalar: { value: 4096 } },
        ],
      }),
    },
  ];
  const group = { id: '/shop', enforceRole: true, apps: [app('web', { instances: 6 })] };
  const world = new SmallWorld(group, nodes(3), { files });
  world.advance(60 * SECOND);
  expect(world.up('/shop/web')).toHaveLength(3);
});

test('jobs run an instance an item, as many at once as their app has instances', () => {
  const world = new SmallWorld(app('/crunch', { instances: 2 }), nodes(2), { batchApps: ['web'] });
  world.at(5 * SECOND, { kind: 'job-submitted', job: { job: 'j1', app: 'web', items: 5, parallelism: 4, priority: 0 } });
  world.watch = () => expect(world.tasks.size).toBeLessThanOrEqual(2);
  world.advance(60 * SECOND);
  expect(of(world, 'job-finished').map((note) => note.subject)).toEqual(['j1']);
});

test('submitted pods go where their selector lets them, and leave when they are withdrawn', () => {
  const world = new SmallWorld(app('/other', { instances: 0 }), [{ labels: { disk: 'hdd' } }, { labels: { disk: 'ssd' } }]);
  const pod = { key: 'p1', app: 'web', requests: { cpuMilli: 500, memoryBytes: 2 ** 28, extended: {} }, priority: 0, nodeSelector: { disk: ['ssd', 'nvme'] } };
  world.at(5 * SECOND, { kind: 'pod-submitted', pod });
  world.advance(20 * SECOND);
  expect([world.on(0), world.on(1)]).toEqual([0, 1]);
  world.at(20 * SECOND, { kind: 'pod-withdrawn', key: 'p1' });
  world.advance(30 * SECOND);
  expect(world.on(1)).toBe(0);
});

test('a policy scales its app through Marathon', () => {
  const files = [
    { path: 'autoscaler.yaml', text: 'apiVersion: regatta/v1\nkind: Autoscaler\ntargets: [{ app: /web, min: 2, max: 8, metric: cpu, target: 50% }]\n' },
  ];
  const world = new SmallWorld(app('/web', { instances: 2 }), nodes(4), { files });
  world.advance(20 * SECOND);
  const pods = world.up('/web').map((task) => ({ pod: task.pod.id, cpuMilli: 1000, memoryBytes: 0, requestsPerSecondMilli: 0, inFlight: 0 }));
  world.at(20 * SECOND, { kind: 'metrics', pods, apps: [] });
  world.advance(30 * SECOND);
  expect(world.up('/web')).toHaveLength(4);
  expect(of(world, 'scaled')).toMatchObject([{ subject: '/web', text: 'cpu 100% above 55%: 2 → 4' }]);
});

test('same steps, same answers', () => {
  const run = (): string => {
    const world = new SmallWorld([app('/a', { instances: 9 }), app('/b', { instances: 5 })], nodes(6));
    world.crash(2, 30 * SECOND, 150 * SECOND);
    world.advance(200 * SECOND);
    return JSON.stringify(world.notes);
  };
  expect(run()).toBe(run());
});
