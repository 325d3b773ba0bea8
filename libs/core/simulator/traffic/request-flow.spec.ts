import { SECOND } from '#core/units';
import { outcomesOf, play, podOf, type Settled, smallScenario, type SmallScenario } from '../testing/index.js';
import type { PodToRun } from '#core/cluster';

interface Setting {
  readonly scenario?: SmallScenario;
  readonly app?: Record<string, unknown>;
  /** Evenly spaced requests a second. */
  readonly rate?: string;
  readonly pods?: readonly (Partial<PodToRun> & { readonly node?: number })[];
}

/** What the clients of the first application got, once everything was up. */
function outcomes({ scenario = {}, app = {}, rate = '10/s', pods = [{}] }: Setting): Settled[] {
  const parsed = smallScenario({ clock: { horizon: '60s' }, apps: [{ ...app }], load: { web: { rate, cv: 0 } }, ...scenario });
  let settled: Settled[] = [];
  play(parsed, { pods: pods.map(({ node = 0, ...change }, id) => ({ node, pod: podOf(id, change) })) }, 1, (world) => (settled = outcomesOf(world)));
  return settled.filter(({ intendedUs }) => intendedUs > 5 * SECOND && intendedUs < 50 * SECOND);
}
const latencies = (setting: Setting): number[] => [...new Set(outcomes(setting).map(({ latencyUs }) => latencyUs))].sort((a, b) => a - b);
const kinds = (settled: readonly Settled[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { outcome } of settled) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};
/** All latencies are these, up to the microsecond that integer time may add for each part. */
function expectLatency(setting: Setting, ms: number): void {
  const all = latencies(setting);
  expect(all.length).toBeGreaterThan(0);
  for (const us of all) expect(Math.abs(us - ms * 1000)).toBeLessThanOrEqual(3);
}

describe('a request alone in its pod', () => {
  it.each<[string, Setting, number]>([
    ['takes its CPU time', {}, 10],
    ['takes its wait on top', { app: { waitPerRequest: '25ms' } }, 35],
    ['takes twice as long under a limit of half a core', { pods: [{ cpuLimitMilli: 500 }] }, 20],
    ['takes no less under a limit of two cores: it never uses more than one', { pods: [{ cpuLimitMilli: 2000 }] }, 10],
    ['takes half as long on a machine twice as fast', { scenario: { pools: [{ speed: '2x' }] } }, 5],
    ['pays for what its pod uses without work when the limit leaves little', { app: { idleCpu: '250m' }, pods: [{ cpuLimitMilli: 500 }] }, 40],
  ])('%s', (_, setting, ms) => expectLatency(setting, ms));
});

describe('neighbours', () => {
  const busy = { node: 0, app: 'busy', requests: { cpuMilli: 3000, memoryBytes: 2 ** 20, extended: {} } };
  const apps = [{}, { name: 'busy', idleCpu: 3000 / 1000, cpuPerRequest: '1ms' }];

  it('slow each other by the rule of interference while the cores suffice', () => {
    // 3 of 4 cores idle away; a request makes it 4 of 4: the whole slow-down of 1.5 applies.
    const scenario = {
      clock: { horizon: '60s' },
      apps,
      load: { web: { rate: '5/s', cv: 0 } },
      cluster: { images: { warm: true }, lags: { route: '0s', status: '0s' }, interference: { from: 0.6, slowdown: 1.5 } },
    };
    expectLatency({ scenario, pods: [{}, busy] }, 15);
  });

  it('cannot slow each other on a single core, where they take turns', () => {
    const scenario = {
      clock: { horizon: '60s' },
      pools: [{ shape: { cpu: 1, memory: '16Gi' } }],
      load: { web: { rate: '5/s', cv: 0 } },
      cluster: { images: { warm: true }, lags: { route: '0s', status: '0s' }, interference: { from: 0.6, slowdown: 1.5 } },
    };
    expectLatency({ scenario, pods: [{}] }, 10);
  });

  it('share scarce cores in proportion to what they asked for', () => {
    // Two cores; the neighbour wants both and asked for three quarters: of 2 cores web gets a quarter.
    const scenario = {
      clock: { horizon: '60s' },
      pools: [{ shape: { cpu: 2, memory: '16Gi' } }],
      apps: [{}, { name: 'busy', idleCpu: 2, cpuPerRequest: '1ms' }],
      load: { web: { rate: '5/s', cv: 0 } },
    };
    const asked = (cpuMilli: number) => ({ requests: { cpuMilli, memoryBytes: 2 ** 20, extended: {} } });
    expectLatency({ scenario, pods: [asked(250), { ...busy, ...asked(750) }] }, 20);
  });

  it('leave to others what they do not want', () => {
    const scenario = {
      clock: { horizon: '60s' },
      pools: [{ shape: { cpu: 2, memory: '16Gi' } }],
      apps: [{}, { name: 'busy', idleCpu: 1, cpuPerRequest: '1ms' }],
      load: { web: { rate: '5/s', cv: 0 } },
    };
    expectLatency({ scenario, pods: [{}, { ...busy, requests: { cpuMilli: 1900, memoryBytes: 2 ** 20, extended: {} } }] }, 10);
  });
});

describe('a replica', () => {
  // Pairs of requests at the same instant would need two streams; a service longer than the gap does as well.
  it('serves no more at once than its concurrency, the others first come, first served', () => {
    // 10/s of 150 ms each on one place: the queue grows until the backlog of 2 is full.
    const settled = outcomes({ app: { cpuPerRequest: '150ms', concurrency: 1, backlog: 2, timeout: '5s' } });
    const served = settled.filter(({ outcome }) => outcome === 'served').map(({ latencyUs }) => latencyUs);
    expect(Math.max(...served)).toBeLessThanOrEqual(3 * 150_000 + 5);
    // It works all the time: two of three are served.
    expect(kinds(settled)['served']).toBeCloseTo((settled.length * 2) / 3, -1);
    expect((kinds(settled)['served'] ?? 0) + (kinds(settled)['rejected'] ?? 0)).toBe(settled.length);
  });

  it('refuses at once what finds its backlog full', () => {
    const settled = outcomes({ app: { cpuPerRequest: '300ms', concurrency: 1, backlog: 0, timeout: '5s' } });
    const refused = settled.filter(({ outcome }) => outcome === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused.map(({ latencyUs }) => latencyUs))).toEqual(new Set([0]));
    // Of every three, one is served and two meet it.
    expect(kinds(settled)['served']).toBeCloseTo(settled.length / 3, -1);
  });

  it('loses clients at exactly their timeout', () => {
    const settled = outcomes({ app: { cpuPerRequest: '300ms', concurrency: 1, backlog: 100, timeout: '500ms' } });
    const gone = settled.filter(({ outcome }) => outcome === 'timed-out');
    expect(gone.length).toBeGreaterThan(settled.length / 3);
    expect(new Set(gone.map(({ latencyUs }) => latencyUs))).toEqual(new Set([500_000]));
    expect(settled.filter(({ outcome, latencyUs }) => outcome === 'served' && latencyUs > 500_000)).toEqual([]);
  });

  it('goes on with work whose client gave up, and drops what only waits', () => {
    // Each takes longer than anybody waits: nobody is ever served, and the replica is busy all the time.
    const parsed = smallScenario({
      clock: { horizon: '60s' },
      apps: [{ cpuPerRequest: '800ms', concurrency: 1, backlog: 100, timeout: '500ms' }],
      load: { web: { rate: '10/s', cv: 0 } },
    });
    const { world, metrics } = play(parsed, { pods: [{ node: 0, pod: podOf(0) }] });
    expect(metrics.latency.served).toBe(0);
    // The first few came before there was anybody.
    expect(metrics.latency.timedOut + metrics.latency.rejected).toBe(metrics.latency.offered);
    expect(metrics.latency.rejected).toBeLessThan(5);
    expect(metrics.utilization.cpuUsedShare).toBeCloseTo(0.25, 2);
    expect(world.agents.podOf(0)?.backlog.length).toBeLessThanOrEqual(6);
  });

  it('is killed for memory beyond its limit, and its clients see it', () => {
    const app = { memory: { idle: '100Mi', perRequest: '50Mi' }, cpuPerRequest: '1s', concurrency: 10, timeout: '5s' };
    const settled = outcomes({ app, pods: [{ memoryLimitBytes: 280 * 2 ** 20 }] });
    expect(kinds(settled)['failed']).toBeGreaterThan(0);
  });
});

describe('nobody to send to', () => {
  it('is a refusal at once', () => expect(latencies({ pods: [] })).toEqual([0]));
  it('is the same for a pod that is not ready', () => {
    const never = { initialDelayUs: 0, periodUs: 10 * SECOND, timeoutUs: SECOND, failureThreshold: 3, successThreshold: 100 };
    expect(kinds(outcomes({ pods: [{ readiness: never }] }))).toMatchObject({ rejected: expect.any(Number) as number });
  });
});

describe('balancers', () => {
  const shares = (balancer: string, speeds: readonly string[] = ['1x', '1x', '1x', '1x']): number[] => {
    const pools = speeds.map((speed, index) => ({ name: `p${index}`, speed }));
    const parsed = smallScenario({ clock: { horizon: '200s' }, pools, apps: [{ balancer, concurrency: 1, backlog: 100 }], load: { web: { rate: '150/s' } } });
    const { world } = play(parsed, {
      on: (event) => (event.kind === 'node-joined' ? [{ kind: 'start-pod', node: event.node.id, pod: podOf(Number(event.node.pool.slice(1))) }] : []),
    });
    const finished = speeds.map((_, id) => world.agents.podOf(id)?.finished ?? 0);
    const sum = finished.reduce((a, b) => a + b, 0);
    return finished.map((count) => count / sum);
  };

  it('round-robin gives everybody exactly the same', () => {
    for (const share of shares('round-robin')) expect(share).toBeCloseTo(0.25, 3);
  });
  it('random gives everybody about the same', () => {
    const all = shares('random');
    for (const share of all) expect(Math.abs(share - 0.25)).toBeLessThan(0.01);
    expect(new Set(all).size).toBeGreaterThan(1);
  });
  it.each(['least-outstanding', 'power-of-two'])('%s gives a slow replica less', (balancer) => {
    const [slow, ...others] = shares(balancer, ['0.4x', '1x', '1x', '1x']);
    expect(slow).toBeLessThan(0.21);
    for (const share of others) expect(share).toBeGreaterThan(0.25);
    expect(shares('round-robin', ['0.4x', '1x', '1x', '1x'])[0]).toBeGreaterThan(0.2);
  });
  it('least-outstanding waits less than random', () => {
    const mean = (balancer: string): number => {
      const parsed = {
        pools: [{ count: 4 }],
        clock: { horizon: '60s' },
        apps: [{ balancer, concurrency: 1, backlog: 1000, cpuPerRequest: { exponential: { mean: '10ms' } } }],
        load: { web: { rate: '300/s' } },
      };
      const all = outcomes({ scenario: parsed, pods: [0, 1, 2, 3].map((node) => ({ node })) });
      return all.reduce((sum, { latencyUs }) => sum + latencyUs, 0) / all.length;
    };
    const [least, two, random] = [mean('least-outstanding'), mean('power-of-two'), mean('random')] as const;
    expect(least).toBeLessThan(two as number);
    expect(two).toBeLessThan(random as number);
  });
});

describe('calls', () => {
  const api = { name: 'api', cpuPerRequest: '20ms', slo: undefined };
  const pods = [{}, { app: 'api' }, { app: 'api' }];
  const scenario = (calls: readonly unknown[], more: Record<string, unknown> = {}): SmallScenario => ({
    clock: { horizon: '60s' },
    apps: [{ calls }, { ...api, ...more }],
    load: { web: { rate: '5/s', cv: 0 } },
  });

  it.each<[string, readonly unknown[], number]>([
    ['one after the other add up', [{ to: 'api', times: 3 }], 70],
    ['in parallel take as long as the longest', [{ to: 'api', times: 2, parallel: true }], 30],
    ['in parallel come before those one after the other', [{ to: 'api', times: 2, parallel: true }, { to: 'api' }], 50],
    ['that never happen cost nothing', [{ to: 'api', probability: 0 }], 10],
  ])('%s', (_, calls, ms) => expectLatency({ scenario: scenario(calls), pods }, ms));

  it('happen as often as their probability says', () => {
    const all = outcomes({ scenario: { ...scenario([{ to: 'api', probability: 0.3 }]), load: { web: { rate: '50/s', cv: 0 } } }, pods });
    const called = all.filter(({ latencyUs }) => latencyUs > 15_000).length / all.length;
    expect(Math.abs(called - 0.3)).toBeLessThan(3 * Math.sqrt((0.3 * 0.7) / all.length));
  });

  it('that fail make the caller fail', () => {
    expect(kinds(outcomes({ scenario: scenario([{ to: 'api' }]), pods: [{}] }))).toEqual({ failed: 225 });
  });

  it('that take too long make the caller fail after their timeout, not after its own', () => {
    const all = outcomes({ scenario: scenario([{ to: 'api' }], { cpuPerRequest: '900ms', timeout: '300ms', concurrency: 100 }), pods });
    expect(new Set(all.map(({ outcome, latencyUs }) => `${outcome} ${Math.round(latencyUs / 1000)}`))).toEqual(new Set(['failed 310']));
  });

  it('are tried again by the rule of the callee', () => {
    const all = outcomes({ scenario: scenario([{ to: 'api' }], { retry: { max: 2, backoff: '50ms' } }), pods: [{}] });
    expect(new Set(all.map(({ outcome, latencyUs }) => `${outcome} ${Math.round(latencyUs / 1000)}`))).toEqual(new Set(['failed 110']));
  });
});

describe('retries', () => {
  it('come after the back-off, as often as allowed, and the first answer counts from the first try', () => {
    const all = outcomes({ app: { retry: { max: 3, backoff: '100ms' } }, pods: [] });
    expect(new Set(all.map(({ outcome, latencyUs }) => `${outcome} ${latencyUs / 1000}`))).toEqual(new Set(['rejected 300']));
  });

  it('never turn one offered request into two', () => {
    const parsed = smallScenario({
      clock: { horizon: '60s' },
      apps: [{ cpuPerRequest: '300ms', concurrency: 1, backlog: 3, timeout: '500ms', retry: { max: 3, backoff: '20ms' } }],
      load: { web: { rate: '10/s', cv: 0 } },
    });
    let settled: Settled[] = [];
    const { metrics } = play(parsed, { pods: [{ node: 0, pod: podOf(0) }] }, 1, (world) => (settled = outcomesOf(world)));
    expect(new Set(settled.map(({ intendedUs }) => intendedUs)).size).toBe(settled.length);
    const { offered, served, rejected, timedOut, failed } = metrics.latency;
    expect(served + rejected + timedOut + failed).toBe(offered);
  });

  it('make an overload worse', () => {
    const served = (max: number): number =>
      kinds(outcomes({ app: { cpuPerRequest: '150ms', concurrency: 1, backlog: 20, timeout: '500ms', retry: { max, backoff: '10ms' } } }))['served'] ?? 0;
    expect(served(3)).toBeLessThanOrEqual(served(0));
  });
});
