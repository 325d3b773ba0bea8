import fc from 'fast-check';
import type { Action, ControlPlane, WorldEvent } from '#core/orchestrator';
import { createKubernetesControlPlane } from '#core/orchestrator/kubernetes';
import type { RunMetrics } from '#core/run';
import { type DrawnRun, drawRun } from '#core/scenario';
import { outcomesOf, podOf, type Settled, smallScenario, type SmallScenario, Steward } from '../testing/index.js';
import { randomManifests, randomScenario } from '../testing/random-scenario.js';
import { World } from './world.js';

const seeds = fc.integer({ min: 0, max: 1_000_000 });

function runOf(run: DrawnRun, controlPlane: ControlPlane): { readonly world: World; readonly settled: Settled[]; readonly metrics: RunMetrics } {
  const world = new World(run, controlPlane);
  const settled = outcomesOf(world);
  world.advance(run.clock.horizonUs);
  return { world, settled, metrics: world.close().metrics };
}

describe('names', () => {
  it('of machines and zones change nothing but themselves', () => {
    fc.assert(
      fc.property(randomScenario, randomManifests, seeds, (scenario, objects, seed) => {
        const run = drawRun(smallScenario(scenario), seed);
        const rename = (name: string): string => `x-${[...name].reverse().join('')}`;
        const zones = (zone: string): string => `y-${zone}`;
        const renamed: DrawnRun = {
          ...drawRun(smallScenario(scenario), seed),
          nodes: run.nodes.map((node) => ({ ...node, facts: { ...node.facts, name: rename(node.facts.name), zone: zones(node.facts.zone) } })),
          growth: [],
          faults: run.faults.map((fault) => (fault.kind === 'zone-outage' ? { ...fault, zone: zones(fault.zone) } : fault)),
        };
        const plane = () => createKubernetesControlPlane({ objects: [...objects], seed, schedulerConfiguration: null, batchApps: ['etl'] });
        expect(runOf(renamed, plane()).metrics).toEqual(runOf({ ...run, growth: [] }, plane()).metrics);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe('time', () => {
  const scenario: SmallScenario = {
    clock: { horizon: '5m' },
    pools: [{ count: 3, shape: { cpu: 2, memory: '4Gi' } }],
    apps: [{ cpuPerRequest: { exponential: { mean: '30ms' } }, concurrency: 8 }],
    load: { web: { rate: '80/s' } },
    faults: [
      { name: 'crash', at: '60s', for: '30s', nodeCrash: {} },
      { name: 'gray', at: '120s', for: '30s', slowNode: { speed: '0.5x' } },
    ],
  };

  it.each([60, 3600])('shifted by %p s shifts what happens and nothing else', (seconds) => {
    const shift = seconds * 1e6;
    const plain = drawRun(smallScenario(scenario), 3);
    const again = drawRun(smallScenario(scenario), 3);
    const shifted: DrawnRun = {
      ...again,
      clock: { ...again.clock, horizonUs: again.clock.horizonUs + shift },
      arrivals: (app) => {
        const source = again.arrivals(app);
        return { nextArrivalUs: () => Math.min(Number.MAX_SAFE_INTEGER, source.nextArrivalUs() + shift) };
      },
      faults: again.faults.map((fault) => ({ ...fault, atUs: fault.atUs + shift, untilUs: fault.untilUs + shift })),
    };
    const plan = (fromUs: number) =>
      new Steward({ plan: [{ atUs: fromUs, actions: [0, 1, 2].map((node): Action => ({ kind: 'start-pod', node, pod: podOf(node) })) }] });
    const early = runOf(plain, plan(0)).settled;
    const late = runOf(shifted, plan(shift)).settled;
    expect(early.length).toBeGreaterThan(10_000);
    expect(late.map(({ intendedUs, ...rest }) => ({ intendedUs: intendedUs - shift, ...rest }))).toEqual(early);
  });
});

/** Gives each submitted pod to the first node that has room; what fits nowhere is dropped. */
class FirstFit implements ControlPlane {
  readonly wakeAtUs = Number.MAX_SAFE_INTEGER;
  readonly placements = new Map<string, number>();
  private readonly left: { cpu: number; memory: number }[] = [];

  step(_: number, events: readonly WorldEvent[]): readonly Action[] {
    return events.flatMap((event): Action[] => {
      if (event.kind === 'node-joined') this.left.push({ cpu: event.node.allocatable.cpuMilli, memory: event.node.allocatable.memoryBytes });
      if (event.kind !== 'pod-submitted') return [];
      const { requests, key, app } = event.pod;
      const node = this.left.findIndex(({ cpu, memory }) => cpu >= requests.cpuMilli && memory >= requests.memoryBytes);
      const room = this.left[node];
      this.placements.set(key, node);
      if (room === undefined) return [];
      room.cpu -= requests.cpuMilli;
      room.memory -= requests.memoryBytes;
      return [{ kind: 'start-pod', node, pod: podOf(this.placements.size, { name: key, app, requests }) }];
    });
  }
}

const shapes = fc.array(fc.record({ cpu: fc.integer({ min: 1, max: 8 }), memory: fc.integer({ min: 1, max: 12 }), weight: fc.integer({ min: 1, max: 5 }) }), {
  minLength: 1,
  maxLength: 4,
});

/** Pods of these shapes for machines of that size, everything times `scale`. */
const packing = (of: readonly { cpu: number; memory: number; weight: number }[], nodes: number, scale = 1): SmallScenario => ({
  clock: { horizon: '2m', warmup: '0s' },
  pools: [{ count: nodes, shape: { cpu: 16 * scale, memory: `${24 * scale}Gi`, pods: 1000 } }],
  more: {
    packing: {
      every: '1s',
      count: 60,
      shapes: of.map(({ cpu, memory, weight }) => ({ app: 'web', weight, requests: { cpu: cpu * scale, memory: `${memory * scale}Gi` } })),
    },
  },
});

describe('packing', () => {
  it('by first fit is never hurt by one more idle machine', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 6 }), seeds, (of, nodes, seed) => {
        const place = (count: number): FirstFit => {
          const plane = new FirstFit();
          const { metrics } = runOf(drawRun(smallScenario(packing(of, count)), seed), plane);
          expect(metrics.placement.podsPlaced).toBe([...plane.placements.values()].filter((node) => node >= 0).length);
          return plane;
        };
        const [few, more] = [place(nodes), place(nodes + 1)];
        for (const [key, node] of few.placements) if (node >= 0) expect(more.placements.get(key)).toBe(node);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('by Kubernetes goes the same way with twice the resources and twice the requests', () => {
    const plane = (strategy: string, seed: number) =>
      createKubernetesControlPlane({
        objects: [],
        seed,
        schedulerConfiguration: {
          apiVersion: 'kubescheduler.config.k8s.io/v1',
          kind: 'KubeSchedulerConfiguration',
          profiles: [
            {
              pluginConfig: [
                {
                  name: 'NodeResourcesFit',
                  args: {
                    scoringStrategy: {
                      type: strategy,
                      resources: [
                        { name: 'cpu', weight: 1 },
                        { name: 'memory', weight: 1 },
                      ],
                    },
                  },
                },
              ],
            },
          ],
        },
      });
    fc.assert(
      fc.property(shapes, fc.constantFrom('LeastAllocated', 'MostAllocated'), fc.integer({ min: 1, max: 6 }), seeds, (of, strategy, nodes, seed) => {
        const starts = (scale: number): string[] => {
          const { world } = runOf(drawRun(smallScenario(packing(of, nodes, scale)), seed), plane(strategy, seed));
          return world.agents.pods.map((pod) => `${pod.spec.name}@${pod.node.id}`);
        };
        expect(starts(2)).toEqual(starts(1));
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
