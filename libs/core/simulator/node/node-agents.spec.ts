import type { Action } from '#core/orchestrator';
import { SECOND } from '#core/units';
import { play, podOf, smallScenario, type SmallScenario, type StewardRules } from '../testing/index.js';

const LAGS = { route: '0s', status: '0s', metricsDelay: '0s' };
const cold = (images: Record<string, unknown>) => ({ images: { warm: false, ...images }, lags: LAGS, interference: { from: 1, slowdown: 1 } });
const probe = (change: Record<string, number> = {}) => ({
  initialDelayUs: 0,
  periodUs: 5 * SECOND,
  timeoutUs: SECOND,
  failureThreshold: 3,
  successThreshold: 1,
  ...change,
});
const run = (scenario: SmallScenario, rules: StewardRules) => play(smallScenario(scenario), rules);
const start = (node: number, id: number, change: Parameters<typeof podOf>[1] = {}) => ({ node, pod: podOf(id, change) });
const times = (phases: readonly string[], phase: string) => phases.filter((one) => one.endsWith(` ${phase}`)).map((one) => Number(one.split(' ')[0]));

describe('images', () => {
  // 100 MiB = 104.8576 MB.
  const pulls = (
    images: Record<string, unknown>,
    pools: readonly Record<string, unknown>[],
    pods: StewardRules['pods'],
    apps: readonly Record<string, unknown>[] = [{}],
  ) => {
    const { steward } = run({ pools, apps, cluster: cold({ registry: '160Mbit/s', unpack: '1000000MB/s', ...images }) }, { pods: pods ?? [] });
    return steward.heard.flatMap(({ atUs, event }) => (event.kind === 'image-stored' ? [atUs / 1e6] : []));
  };
  it('come at the bandwidth of the registry', () => expect(pulls({}, [{}], [start(0, 0)])[0]).toBeCloseTo(5.243, 2));
  it('come no faster than the network card takes them', () =>
    expect(pulls({}, [{ shape: { cpu: 4, memory: '16Gi', nic: '80Mbit/s' } }], [start(0, 0)])[0]).toBeCloseTo(10.486, 2));
  it('share the bandwidth among nodes that pull at once', () => {
    const [first, second] = pulls({}, [{ count: 2 }], [start(0, 0), start(1, 1)]);
    expect([first, second].map((at) => Math.round((at as number) * 10) / 10)).toEqual([10.5, 10.5]);
  });
  it('come once for all pods of a node', () => expect(pulls({}, [{}], [start(0, 0), start(0, 1), start(0, 2)])).toHaveLength(1));
  it('come one after the other to a node, and layers that all share come once', () => {
    const apps = [{ image: { size: '100Mi', shared: '60Mi' } }, { name: 'api', image: { size: '100Mi', shared: '60Mi' } }];
    const [first, second] = pulls({}, [{}], [start(0, 0), start(0, 1, { app: 'api' })], apps);
    expect(first).toBeCloseTo(5.243, 2);
    expect((second as number) - (first as number)).toBeCloseTo(5.243 * 0.4, 2);
  });
  it('that nobody uses make room, the one used longest ago first', () => {
    const apps = ['web', 'api', 'db'].map((name) => ({ name, image: { size: '100Mi' } }));
    const one = (atUs: number, id: number, app: string) => ({ atUs, actions: [{ kind: 'start-pod', ...start(0, id, { app }) } satisfies Action] });
    const stop = (atUs: number, pod: number) => ({ atUs, actions: [{ kind: 'stop-pod', pod, graceUs: SECOND } satisfies Action] });
    const plan = [
      one(0, 0, 'web'),
      stop(20e6, 0),
      one(30e6, 1, 'api'),
      stop(50e6, 1),
      one(60e6, 2, 'web'),
      stop(80e6, 2),
      one(90e6, 3, 'db'),
      one(120e6, 4, 'web'),
      one(150e6, 5, 'api'),
    ];
    const { steward } = run({ apps, cluster: cold({ registry: '160Mbit/s', cache: '200Mi' }) }, { plan });
    const pulled = steward.heard.flatMap(({ event }) => (event.kind === 'image-stored' ? [event.image] : []));
    // `web` was used after `api`, so `db` takes the place of `api`, which has to be pulled again.
    expect(pulled).toEqual(['regatta/web:1', 'regatta/api:1', 'regatta/db:1', 'regatta/api:1']);
  });
  it('that do not exist are asked for again and again, less and less often', () => {
    const { steward } = run({ cluster: cold({}) }, { pods: [start(0, 0, { image: 'regatta/none:1' })] });
    expect(times(steward.phasesOf(0), 'pull-failed').map(Math.round)).toEqual([0, 10, 30, 70, 150, 310]);
  });
});

describe('a start', () => {
  it('goes through its phases, and serves after its start-up', () => {
    const { steward } = run({ apps: [{ startup: '4s' }] }, { pods: [start(0, 0, { readiness: probe({ periodUs: SECOND }) })] });
    expect(steward.phasesOf(0).slice(0, 3)).toEqual(['0 starting', '0.3 running', '4.3 ready']);
  });
  it('takes longer on a slow machine', () => {
    const { steward } = run({ apps: [{ startup: '4s' }], pools: [{ speed: '0.5x' }] }, { pods: [start(0, 0, { readiness: probe({ periodUs: SECOND }) })] });
    expect(times(steward.phasesOf(0), 'ready')).toEqual([8.3]);
  });
  it('that a start-up probe gives no time is killed and tried again', () => {
    const { steward } = run({ apps: [{ startup: '20s' }] }, { pods: [start(0, 0, { startup: probe({ failureThreshold: 2 }) })] });
    expect(times(steward.phasesOf(0), 'restarting')[0]).toBeCloseTo(5.3, 3);
    expect(times(steward.phasesOf(0), 'ready')).toEqual([]);
  });
  it('on a node without room fails at once, in the words of the node agent', () => {
    const { steward } = run(
      {},
      {
        pods: [
          start(0, 0, { requests: { cpuMilli: 3000, memoryBytes: 1, extended: {} } }),
          start(0, 1, { requests: { cpuMilli: 3000, memoryBytes: 1, extended: {} } }),
        ],
      },
    );
    expect(steward.heard.map(({ event }) => event)).toContainEqual({
      kind: 'pod-phase',
      pod: 1,
      phase: 'failed',
      exitCode: 1,
      restarts: 0,
      reason: 'OutOfcpu',
    });
  });
  it.each<[string, object]>([
    ['OutOfmemory', { cpuMilli: 1, memoryBytes: 2 ** 40, extended: {} }],
    ['OutOfnvidia.com/gpu', { cpuMilli: 1, memoryBytes: 1, extended: { 'nvidia.com/gpu': 3 } }],
  ])('says %s', (reason, requests) => {
    const { steward } = run(
      { pools: [{ shape: { cpu: 4, memory: '16Gi', extended: { 'nvidia.com/gpu': 2 } } }] },
      { pods: [start(0, 0, { requests: requests as never })] },
    );
    expect(steward.heard.flatMap(({ event }) => (event.kind === 'pod-phase' ? [event.reason] : []))).toEqual([reason]);
  });
});

describe('a stop', () => {
  const stopAt = (pod: number, atUs: number, graceUs: number) => ({ atUs, actions: [{ kind: 'stop-pod', pod, graceUs } satisfies Action] });
  const busy = {
    apps: [{ cpuPerRequest: '3s', concurrency: 10, timeout: '20s' }],
    load: { web: { rate: '1/s', cv: 0 } },
    pools: [{ shape: { cpu: 16, memory: '16Gi' } }],
  };

  it('of an idle pod is over at once', () => {
    const { steward } = run({}, { pods: [start(0, 0)], plan: [stopAt(0, 10e6, 30e6)] });
    expect(times(steward.phasesOf(0), 'gone')).toEqual([10]);
  });
  it('lets requests finish', () => {
    const { steward } = run(busy, { pods: [start(0, 0)], plan: [stopAt(0, 100e6, 30e6)] });
    const [gone] = times(steward.phasesOf(0), 'gone');
    expect(gone).toBeGreaterThan(101);
    expect(gone).toBeLessThanOrEqual(103);
  });
  it('is a kill after the grace period', () => {
    const { steward } = run(
      { ...busy, apps: [{ cpuPerRequest: '15s', concurrency: 100, timeout: '60s' }] },
      { pods: [start(0, 0)], plan: [stopAt(0, 100e6, 5e6)] },
    );
    expect(times(steward.phasesOf(0), 'gone')).toEqual([105]);
  });
  it('serves on during the hook before it', () => {
    const { steward } = run({}, { pods: [start(0, 0, { preStopUs: 8e6 })], plan: [stopAt(0, 10e6, 30e6)] });
    expect(times(steward.phasesOf(0), 'gone')).toEqual([18]);
  });
  it('of a pod that waits for its image ends the wait', () => {
    const { steward } = run({ cluster: cold({ registry: '8Mbit/s' }) }, { pods: [start(0, 0)], plan: [stopAt(0, 10e6, 30e6)] });
    expect(steward.phasesOf(0)).toEqual(['0 pulling', '10 gone']);
  });
});

describe('a process that ends', () => {
  const memory = { idle: '10Mi', perRequest: '100Mi' };
  const crowd = { apps: [{ memory, cpuPerRequest: '2s', concurrency: 50 }], load: { web: { rate: '20/s' } } };
  it.each([
    ['always', 'restarting'],
    ['on-failure', 'restarting'],
    ['never', 'failed'],
  ] as const)('under restart policy %s is %s after a kill for memory', (policy, phase) => {
    const pod = podOf(0, { memoryLimitBytes: 300 * 2 ** 20 });
    const { steward } = run(crowd, { pods: [{ node: 0, pod: { ...pod, restart: { ...pod.restart, policy } } }] });
    expect(steward.heard.map(({ event }) => event)).toContainEqual(expect.objectContaining({ kind: 'pod-phase', phase, exitCode: 137, reason: 'OOMKilled' }));
  });
  it('for want of memory on the node is the one furthest beyond what it asked for', () => {
    const modest = podOf(1, { app: 'api', requests: { cpuMilli: 100, memoryBytes: 600 * 2 ** 20, extended: {} } });
    const scenario = { pools: [{ shape: { cpu: 4, memory: '1Gi' } }], apps: [...crowd.apps, { name: 'api', memory: { idle: '500Mi' } }], load: crowd.load };
    const { steward } = run(scenario, { pods: [start(0, 0), { node: 0, pod: modest }] });
    const killed = steward.heard.flatMap(({ event }) => (event.kind === 'pod-phase' && event.reason === 'OOMKilled' ? [event.pod] : []));
    expect(new Set(killed)).toEqual(new Set([0]));
  });
  it('by its liveness probe is one that lets requests wait too long', () => {
    const hung = { apps: [{ cpuPerRequest: '8s', concurrency: 1, backlog: 50, timeout: '30s' }], load: { web: { rate: '2/s' } } };
    const { steward } = run(hung, { pods: [start(0, 0, { liveness: probe({ periodUs: 2e6, failureThreshold: 2 }) })] });
    expect(steward.heard.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ kind: 'pod-phase', phase: 'restarting', reason: 'LivenessProbeFailed' }),
    );
  });
  it('leaves the balancer while it is not ready', () => {
    const hung = { apps: [{ cpuPerRequest: '8s', concurrency: 1, backlog: 50, timeout: '30s' }], load: { web: { rate: '2/s' } } };
    const { steward } = run(hung, { pods: [start(0, 0, { readiness: probe({ periodUs: 2e6, failureThreshold: 2 }) })] });
    const phases = steward.phasesOf(0).map((one) => one.split(' ')[1]);
    expect(phases.slice(0, 5)).toEqual(['starting', 'running', 'ready', 'unready', 'ready']);
  });
});
