import fc from 'fast-check';
import type { ControlPlane } from '#core/orchestrator';
import { parseEntry } from '#core/entry';
import { createKubernetesControlPlane } from '#core/orchestrator/kubernetes';
import { type DrawnRun, drawRun } from '#core/scenario';
import { checkBooks, checkRequests, outcomesOf, PortWatch, smallScenario, type SmallScenario } from '../testing/index.js';
import { Monkey } from '../testing/monkey.js';
import { randomManifests, randomMarathonApps, randomScenario, randomStack } from '../testing/random-scenario.js';
import { controlPlaneFor } from '../replay/control-plane-for.js';
import { World } from './world.js';

/** Plays a whole run with every checker watching; what they complain of. */
function complaintsIn(
  scenario: SmallScenario,
  seed: number,
  controlPlane: (run: DrawnRun) => ControlPlane,
  sabotage: (world: World) => void = () => undefined,
): string[] {
  const run = drawRun(smallScenario(scenario), seed);
  const watch = new PortWatch(controlPlane(run));
  const world = new World(run, watch);
  const settled = world.apps.map((_, app) => outcomesOf(world, app));
  sabotage(world);
  const complaints: string[] = [];
  for (let until = 10e6; until <= run.clock.horizonUs; until += 10e6) {
    world.advance(until);
    complaints.push(...checkBooks(world).map((what) => `${until}: ${what}`));
  }
  world.close();
  complaints.push(...world.apps.flatMap((_, app) => checkRequests(world, app, settled[app] ?? [])));
  return [...watch.complaints, ...complaints];
}

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const batchApps = ['etl'];

describe('whatever happens', () => {
  it('nothing that a Kubernetes entry and any faults do breaks what must always hold', () => {
    fc.assert(
      fc.property(randomScenario, randomManifests, seeds, (scenario, objects, seed) => {
        expect(
          complaintsIn(scenario, seed, (run) =>
            createKubernetesControlPlane({ objects: [...objects], seed: run.seed, schedulerConfiguration: null, batchApps }),
          ),
        ).toEqual([]);
      }),
      { numRuns: 80 },
    );
  }, 180_000);

  it.each([
    ['Swarm', 'stack.yml', randomStack],
    ['Mesos', 'apps.json', randomMarathonApps],
  ])(
    'nothing that a %s entry does either',
    (_, path, texts) => {
      fc.assert(
        fc.property(randomScenario, texts, seeds, (scenario, text, seed) => {
          const entry = parseEntry([{ path, text }]);
          if (!entry.ok) throw new Error(JSON.stringify(entry.problems));
          expect(complaintsIn(scenario, seed, (run) => controlPlaneFor(entry.value, run, undefined) as ControlPlane)).toEqual([]);
        }),
        { numRuns: 50 },
      );
    },
    180_000,
  );

  it('nothing that a senseless control plane does either', () => {
    fc.assert(
      fc.property(randomScenario, seeds, (scenario, seed) => {
        expect(complaintsIn(scenario, seed, () => new Monkey(seed))).toEqual([]);
      }),
      { numRuns: 120 },
    );
  }, 180_000);
});

const STEADY: SmallScenario = {
  clock: { horizon: '60s' },
  pools: [{ count: 2, max: 3, shape: { cpu: 1, memory: '2Gi', pods: 12 } }],
  apps: [{ cpuPerRequest: { exponential: { mean: '20ms' } } }],
  load: { web: { rate: '20/s' } },
  faults: [
    { name: 'crash', at: '20s', for: '5s', nodeCrash: {} },
    { name: 'spot', at: '40s', spotReclaim: { notice: '5s' } },
  ],
};

const PLANTED: readonly [string, RegExp, (world: World) => void][] = [
  [
    'a node agent that forgets what it holds',
    /holds more than it has/,
    (world) => {
      const start = world.agents.start.bind(world.agents);
      world.agents.start = (machine, pod) => {
        machine.cpuRequestedMilli = 0;
        machine.memoryRequestedBytes = 0;
        start(machine, pod);
      };
    },
  ],
  [
    'news that arrive twice',
    /went from \w+ to/,
    (world) => {
      const post = world.mailbox.post.bind(world.mailbox);
      world.mailbox.post = (...letter) => {
        post(...letter);
        if (letter[1].kind === 'pod-phase') post(...letter);
      };
    },
  ],
  [
    'news that arrive in the wrong order',
    /came after a later class/,
    (world) => {
      const take = world.mailbox.take.bind(world.mailbox);
      world.mailbox.take = (nowUs) => [...take(nowUs)].reverse();
    },
  ],
  [
    'a machine that goes on talking after it left',
    /went from gone to/,
    (world) => {
      world.mailbox.forget = () => undefined;
      const post = world.mailbox.post.bind(world.mailbox);
      world.mailbox.post = (lane, event, nowUs, lagUs, from) => post(lane, event, nowUs, lagUs + (lane === 'pod' ? 3e6 : 0), from);
    },
  ],
  [
    'requests that vanish',
    /requests were offered and/,
    (world) => {
      const windows = world.apps[0]?.windows as World['apps'][number]['windows'];
      const settle = windows.settle.bind(windows);
      let count = 0;
      windows.settle = (...outcome) => (++count % 50 === 0 ? undefined : settle(...outcome));
    },
  ],
  [
    'requests that are answered twice',
    /requests were offered and/,
    (world) => {
      const windows = world.apps[0]?.windows as World['apps'][number]['windows'];
      const settle = windows.settle.bind(windows);
      windows.settle = (...outcome) => {
        settle(...outcome);
        if (outcome[1] === 'served') settle(...outcome);
      };
    },
  ],
  [
    'places in service that are not given back',
    /requests in service at pod/,
    (world) => {
      const computed = world.flow.computed.bind(world.flow);
      world.flow.computed = (id) => {
        const pod = world.agents.pods[world.flow.attempts.pod[id] as number];
        if (pod !== undefined) pod.inService++;
        computed(id);
      };
    },
  ],
  [
    'pods that stay on a node that is off',
    /is off and holds pods|is gone and its node has got it/,
    (world) => {
      for (const machine of world.machines) machine.pods.delete = () => true;
    },
  ],
];

describe('the checkers notice', () => {
  it('nothing where nothing is wrong', () => {
    expect([1, 2, 3, 4].flatMap((seed) => complaintsIn(STEADY, seed, () => new Monkey(seed)))).toEqual([]);
  });
  it.each(PLANTED)('%s', (_, complaint, sabotage) => {
    const complaints = [1, 2, 3, 4].flatMap((seed) => complaintsIn(STEADY, seed, () => new Monkey(seed), sabotage));
    expect(complaints).toContainEqual(expect.stringMatching(complaint));
  });
});
