import type { Action, WorldEvent } from '#core/orchestrator';
import { createKubernetesControlPlane } from '#core/orchestrator/kubernetes';
import { drawRun } from '#core/scenario';
import { SECOND } from '#core/units';
import { outcomesOf, play, podOf, type Settled, smallScenario, type SmallScenario, type StewardRules } from '../testing/index.js';
import { randomScenario } from '../testing/random-scenario.js';
import { Monkey } from '../testing/monkey.js';
import { World } from './world.js';
import fc from 'fast-check';

const LAGS = { images: { warm: true }, lags: { route: '0s', status: '0s', metricsDelay: '0s', heartbeat: '10s' }, interference: { from: 1, slowdown: 1 } };

/** A run of two replicas on two machines under one fault from 60 s on; what clients got, what the control plane heard, what the log says. */
function under(fault: Record<string, unknown>, scenario: SmallScenario = {}, rules: StewardRules = {}) {
  let settled: Settled[] = [];
  const parsed = smallScenario({
    clock: { horizon: '5m' },
    pools: [{ count: 2 }],
    load: { web: { rate: '40/s', cv: 0 } },
    apps: [{ concurrency: 8 }],
    cluster: LAGS,
    faults: [{ name: 'it', at: '60s', for: '30s', ...fault }],
    ...scenario,
  });
  const played = play(parsed, { pods: [0, 1].map((node) => ({ node, pod: podOf(node) })), ...rules }, 1, (world) => (settled = outcomesOf(world)));
  const lines = played.world.log.close().lines.map((line) => JSON.parse(line) as [number, string, ...unknown[]]);
  const heard = (kind: WorldEvent['kind']) => played.steward.heard.filter(({ event }) => event.kind === kind).map(({ atUs }) => atUs / 1e6);
  const between = (from: number, until: number) => settled.filter(({ intendedUs }) => intendedUs >= from * 1e6 && intendedUs < until * 1e6);
  const hit = drawRun(parsed, 1).faults[0];
  const node = hit !== undefined && 'nodes' in hit ? (hit.nodes[0] as number) : -1;
  return { ...played, lines, heard, between, node, times: (kind: string) => lines.filter((line) => line[1] === kind).map((line) => line[0] / 1e6) };
}
const share = (settled: readonly Settled[], outcome: string): number => settled.filter((one) => one.outcome === outcome).length / settled.length;

describe('every fault says in the log when it begins and ends', () => {
  it.each([
    ['nodeCrash', {}],
    ['zoneOutage', {}],
    ['partition', {}],
    ['slowNode', { speed: '0.5x' }],
    ['flakyNode', { errors: 0.5 }],
    ['registrySlow', { bandwidth: '0.1x' }],
    ['crashLoop', { app: 'web', probability: 1 }],
    ['staleView', { lag: '5s' }],
    ['stockOut', { pool: 'pool-0' }],
  ])('%s', (kind, effect) => {
    const { times, timeline } = under({ [kind]: effect });
    expect([times('fault'), times('fault-over')]).toEqual([[60], [90]]);
    expect(timeline.faults).toMatchObject([{ fault: 'it', atUs: 60e6, untilUs: 90e6 }]);
  });
});

describe('a node crash', () => {
  const crash = under({ nodeCrash: {} });
  it('is silence at first: the next heartbeat is missing', () => {
    const [at] = crash.heard('node-silent');
    expect(at).toBeGreaterThan(60);
    expect(at).toBeLessThanOrEqual(70);
  });
  it('ends with a restart that lost the pods', () => {
    expect(crash.heard('node-heard')).toEqual([90]);
    expect(crash.steward.heard.map(({ event }) => event)).toContainEqual({ kind: 'node-heard', node: crash.node, rebooted: true });
    expect(crash.steward.phasesOf(crash.node).at(-1)).toBe('90 gone');
  });
  it('leaves clients hanging as long as they are sent there', () => {
    expect(share(crash.between(62, 88), 'timed-out')).toBeCloseTo(0.5, 1);
    expect(share(crash.between(92, 120), 'served')).toBe(1);
  });
  it('shows as a machine less', () => expect(crash.timeline.nodesUp.slice(4, 10)).toEqual([2, 1, 1, 1, 2, 2]));
});

describe('a zone outage', () => {
  const zones = { zones: ['a', 'b'], pools: [{ count: 4, max: 8 }] };
  const start: StewardRules = { pods: [] };
  it('darkens every machine of the zone, and they return one by one', () => {
    const { timeline, heard } = under({ zoneOutage: { zone: 'a', stagger: '12s' } }, zones, start);
    expect(timeline.nodesUp.slice(4, 12)).toEqual([4, 2, 2, 2, 3, 3, 4, 4]);
    expect(heard('node-heard')).toEqual([90, 102]);
  });
  it('takes along machines that joined the zone before, and keeps out those that would join it', () => {
    const grow = (atUs: number, count: number) => ({ atUs, actions: [{ kind: 'resize-pool', pool: 'pool-0', count, remove: [] } satisfies Action] });
    const before = under({ zoneOutage: { zone: 'a' } }, { ...zones, pools: [{ count: 4, max: 8, provisioning: '10s' }] }, { plan: [grow(5e6, 8)] });
    expect(before.timeline.nodesUp.slice(2, 10)).toEqual([8, 8, 8, 4, 4, 4, 8, 8]);
    const during = under({ zoneOutage: { zone: 'a' } }, { ...zones, pools: [{ count: 4, max: 8, provisioning: '10s' }] }, { plan: [grow(55e6, 8)] });
    expect(during.timeline.nodesUp.slice(5, 10)).toEqual([2, 4, 4, 8, 8]);
  });
});

describe('a partition', () => {
  it('from the control plane is felt by nobody else, and what happened is told afterwards', () => {
    const stop = { atUs: 65e6, actions: [] as Action[] };
    const { node, between, heard, steward } = under({ partition: { cut: 'control-plane' } }, {}, { plan: [stop] });
    expect(share(between(10, 250), 'served')).toBe(1);
    expect(heard('node-silent')).toHaveLength(1);
    expect(heard('node-heard')).toEqual([90]);
    expect(steward.heard.map(({ event }) => event)).toContainEqual({ kind: 'node-heard', node, rebooted: false });
    expect(steward.phasesOf(node).at(-1)).toMatch(/ready$/);
  });
  it('keeps orders from the node agent until it is over', () => {
    const stop = (pod: number) => ({ atUs: 65e6, actions: [{ kind: 'stop-pod', pod, graceUs: SECOND } satisfies Action] });
    const { node } = under({ partition: {} });
    const { steward } = under({ partition: {} }, {}, { plan: [stop(node)] });
    const gone = Number(steward.phasesOf(node).at(-1)?.split(' ')[0]);
    expect(steward.phasesOf(node).at(-1)).toMatch(/gone$/);
    expect(gone).toBeGreaterThanOrEqual(90);
    expect(gone).toBeLessThan(92);
  });
  it('from all leaves clients hanging while the process lives on', () => {
    const { node, between, steward } = under({ partition: { cut: 'all' } });
    expect(share(between(61, 88), 'timed-out')).toBeCloseTo(0.5, 1);
    expect(share(between(95, 120), 'served')).toBe(1);
    expect(steward.phasesOf(node).filter((phase) => phase.endsWith('gone'))).toEqual([]);
  });
});

describe('gray machines', () => {
  it('that are slow pass their health checks and take longer', () => {
    const probe = { initialDelayUs: 0, periodUs: 5 * SECOND, timeoutUs: SECOND, failureThreshold: 1, successThreshold: 1 };
    const { between, steward, node } = under(
      { slowNode: { speed: '0.25x' } },
      {},
      { pods: [0, 1].map((id) => ({ node: id, pod: podOf(id, { readiness: probe, liveness: probe }) })) },
    );
    const during = new Set(between(62, 88).map(({ latencyUs }) => Math.round(latencyUs / 1000)));
    expect(during).toEqual(new Set([10, 40]));
    expect(new Set(between(95, 120).map(({ latencyUs }) => Math.round(latencyUs / 1000)))).toEqual(new Set([10]));
    expect(steward.phasesOf(node).filter((phase) => phase.endsWith('unready'))).toEqual([]);
  });
  it('that are flaky break their share of requests and delay the others', () => {
    const { between } = under({ flakyNode: { errors: 0.4, extraLatency: '100ms' } });
    const during = between(62, 88);
    expect(Math.abs(share(during, 'failed') - 0.2)).toBeLessThan(3 * Math.sqrt(0.16 / during.length));
    expect(new Set(during.map(({ latencyUs }) => Math.round(latencyUs / 1000)))).toEqual(new Set([10, 110]));
    expect(share(between(95, 120), 'served')).toBe(1);
  });
});

describe('a spot reclaim', () => {
  it('is announced, and the machine is gone for good', () => {
    const { heard, node, steward, timeline } = under({ for: undefined, spotReclaim: { notice: '45s' } }, { pools: [{ count: 2, spot: true }] });
    expect(heard('reclaim-notice')).toEqual([60]);
    expect(steward.heard.map(({ event }) => event)).toContainEqual({ kind: 'reclaim-notice', node, atUs: 105e6 });
    expect(heard('node-left')).toEqual([105]);
    expect(timeline.nodesUp.at(-1)).toBe(1);
  });
});

describe('an operator who drains', () => {
  it('cordons, waits, restarts, returns; batch after batch', () => {
    const { steward, lines } = under({ drain: { count: 2, batch: 1, gap: '20s' } });
    const said = steward.heard.flatMap(({ atUs, event }) => (event.kind === 'maintenance' ? [`${atUs / 1e6} ${event.action}`] : []));
    expect(said).toEqual(['60 drain', '90 uncordon', '110 drain', '140 uncordon']);
    expect(lines.filter((line) => line[1] === 'maintenance').filter((line) => line[4] === 'reboot')).toHaveLength(2);
    expect(steward.heard.filter(({ event }) => event.kind === 'node-heard' && event.rebooted)).toHaveLength(2);
  });
});

describe('a slow registry', () => {
  it('makes pulls longer by what is missing of its bandwidth', () => {
    const cold = {
      cluster: { ...LAGS, images: { warm: false, registry: '80Mbit/s', unpack: '1000MB/s' } },
      apps: [{ image: { size: '100Mi' } }],
      pools: [{ count: 1 }],
    };
    const late: StewardRules = { pods: [], plan: [{ atUs: 61e6, actions: [{ kind: 'start-pod', node: 0, pod: podOf(0) }] }] };
    const stored = (fault: Record<string, unknown>) => under({ for: '200s', ...fault }, cold, late).heard('image-stored')[0] as number;
    // 104.9 MB at 10 MB/s and unpacked at 1 GB/s.
    expect(stored({ stockOut: { pool: 'pool-0' } })).toBeCloseTo(61 + 10.486 + 0.105, 2);
    expect(stored({ registrySlow: { bandwidth: '0.25x' } })).toBeCloseTo(61 + 41.943 + 0.105, 2);
  });
});

describe('a crash loop', () => {
  it('ends every start while it lasts, with longer and longer back-offs', () => {
    const late: StewardRules = { pods: [], plan: [{ atUs: 61e6, actions: [{ kind: 'start-pod', node: 0, pod: podOf(0) }] }] };
    const { steward } = under({ for: '100s', crashLoop: { app: 'web', probability: 1 } }, {}, late);
    const restarts = steward.heard.flatMap(({ atUs, event }) =>
      event.kind === 'pod-phase' && event.phase === 'restarting' ? [{ at: atUs / 1e6, exit: event.exitCode }] : [],
    );
    const gaps = restarts.slice(1).map(({ at }, index) => at - (restarts[index]?.at as number));
    // The back-off and the 300 ms that a start takes.
    expect(gaps.map((gap) => Math.round(gap * 10) / 10)).toEqual([10.3, 20.3, 40.3]);
    expect(restarts.every(({ exit }) => exit === 1)).toBe(true);
    expect(steward.phasesOf(0).at(-1)).toMatch(/ready$/);
  });
});

describe('a stale view', () => {
  it('lets the control plane hear everything that much later, in order', () => {
    const late: StewardRules = { pods: [], plan: [{ atUs: 70e6, actions: [{ kind: 'start-pod', node: 0, pod: podOf(0) }] }] };
    const fresh = under({ stockOut: { pool: 'pool-0' } }, {}, late).steward.phasesOf(0);
    const stale = under({ staleView: { lag: '7s' } }, {}, late).steward.phasesOf(0);
    const shift = (phases: readonly string[], seconds: number) =>
      phases.map((phase) => `${(Number(phase.split(' ')[0]) + seconds).toFixed(3)} ${phase.split(' ')[1]}`);
    expect(shift(stale, 0)).toEqual(shift(fresh, 7));
  });
});

describe('a cloud out of stock', () => {
  it('refuses to grow the pool, says so, and grows it afterwards', () => {
    const grow = (atUs: number) => ({ atUs, actions: [{ kind: 'resize-pool', pool: 'pool-0', count: 3, remove: [] } satisfies Action] });
    const { lines, heard } = under(
      { stockOut: { pool: 'pool-0' } },
      { pools: [{ count: 2, max: 4, provisioning: '10s' }] },
      { plan: [grow(70e6), grow(100e6)] },
    );
    expect(lines.filter((line) => line[1] === 'resize-pool').map((line) => line.slice(2))).toEqual([
      ['pool-0', 3, 'pool pool-0 is out of stock'],
      ['pool-0', 3, 'accepted'],
    ]);
    expect(heard('node-joined')).toEqual([0, 0, 110]);
  });
});

describe('what is drawn', () => {
  it('does not depend on what anybody decides: faults, machines and requests are the same for every control plane', () => {
    const facts = (world: World): string[] => {
      world.advance(world.run.clock.horizonUs);
      const lines = world.log.close().lines.map((line) => JSON.parse(line) as unknown[]);
      return lines.filter(([, kind]) => kind === 'fault' || kind === 'fault-over').map((line) => JSON.stringify(line));
    };
    fc.assert(
      fc.property(randomScenario, fc.nat(1000), (scenario, seed) => {
        const run = () => drawRun(smallScenario(scenario), seed);
        const worlds = [
          new World(run(), new Monkey(1)),
          new World(run(), new Monkey(2)),
          new World(run(), { wakeAtUs: Number.MAX_SAFE_INTEGER, step: () => [] }),
        ];
        const offered = (world: World) => [...(world.apps[0]?.windows.offered ?? [])];
        const [first, ...others] = worlds.map((world) => [facts(world), offered(world)]);
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});

describe('Kubernetes by its defaults', () => {
  it('repairs what a dead node ran after about 350 s: 50 s until it counts as dead, 300 s of toleration', () => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 6,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            containers: [
              { name: 'web', image: 'regatta/web:1', resources: { requests: { cpu: '200m' } }, readinessProbe: { periodSeconds: 1, httpGet: { port: 80 } } },
            ],
          },
        },
      },
    };
    const parsed = smallScenario({
      clock: { horizon: '15m' },
      pools: [{ count: 3 }],
      apps: [{ startup: '2s' }],
      cluster: { ...LAGS, lags: { heartbeat: '10s' } },
      faults: [{ name: 'crash', at: '100s', nodeCrash: {} }],
    });
    const plane = createKubernetesControlPlane({ objects: [deployment] as never, seed: 1, schedulerConfiguration: null });
    const world = new World(drawRun(parsed, 1), plane);
    world.advance(world.run.clock.horizonUs);
    const { metrics, timeline } = world.close();
    const { manage } = metrics.stages;
    expect(manage.count).toBe(2);
    expect((manage.maxUs as number) / 1e6).toBeGreaterThan(340);
    expect((manage.maxUs as number) / 1e6).toBeLessThan(362);
    // Two of six are missing until then.
    expect(timeline.apps[0]?.replicasReady.slice(11, 43).every((ready) => ready === 4)).toBe(true);
    expect(timeline.apps[0]?.replicasReady.at(-1)).toBe(6);
    // The dead node forced them out.
    expect(metrics.recovery.evictions).toBe(0);
  });
});
