import type { NodeFacts } from '#core/cluster';
import { parseEntry } from '#core/entry';
import { HierarchicalAllocator, MesosControlPlane } from '#core/orchestrator/mesos';

/**
 * Placements of the Mesos allocator with Marathon, the whole control plane: 5,000 agents make offers, Marathon matches them, every placement
 * is written down as an action and a note. CPU time of one thread; that of the agents joining is measured apart and taken off. Beside it a bare loop that only subtracts the demand from the first agent
 * that holds it, the least any first-match placer must do, and kube-scheduler 1.36's own algorithm (14,618 µs a pod, scoring all of 5,000 nodes).
 */
const AGENTS = 5000;
const KUBE_SCHEDULER_US = 14_618;

interface Case {
  readonly name: string;
  readonly placements: number;
  readonly apps: (placements: number) => readonly object[];
}

const container = { docker: { image: 'regatta/web' } };
const app = (id: number, cpus: number, mem: number, more: object = {}) => ({ id: `/a${id}`, cpus, mem, container, ports: [], ...more });

const CASES: readonly Case[] = [
  { name: 'one app', placements: 25_000, apps: (instances) => [app(0, 0.1, 500, { instances })] },
  { name: 'unique apps', placements: 5_000, apps: (count) => Array.from({ length: count }, (_, id) => app(id, 0.1 + (id % 97) / 1000, 300 + (id % 211))) },
  { name: 'one app, hostname UNIQUE', placements: 5_000, apps: (instances) => [app(0, 0.1, 500, { instances, constraints: [['hostname', 'UNIQUE']] })] },
  {
    name: 'one app, zones by GROUP_BY 3',
    placements: 15_000,
    apps: (instances) => [app(0, 0.1, 500, { instances, constraints: [['@zone', 'GROUP_BY', '3']] })],
  },
];

const node = (id: number): NodeFacts => ({
  id,
  name: `node-${id}`,
  region: 'r',
  zone: `zone-${id % 3}`,
  pool: 'p',
  spot: false,
  allocatable: { cpuMilli: 4000, memoryBytes: 16 * 2 ** 30, extended: {} },
  podsMax: 110,
  labels: {},
  taints: [],
});
const joins = Array.from({ length: AGENTS }, (_, id) => ({ kind: 'node-joined' as const, node: node(id) }));

function cpuUs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function usPerPlacement({ placements, apps }: Case): number {
  const plane = planeOf(apps(placements));
  let placed = 0;
  const us = cpuUs(() => {
    for (let second = 0; placed < placements && second < 600; second++) {
      const actions = plane.step(second * 1_000_000, second === 0 ? joins : []);
      for (const action of actions) if (action.kind === 'start-pod') placed++;
    }
  });
  if (placed < placements) throw new Error(`${placements - placed} instances found no agent`);
  return (us - joinUs()) / placed;
}

/** Agents that join and are wanted by nobody. */
function joinUs(): number {
  const plane = planeOf([app(0, 0.1, 500, { instances: 0 })]);
  return cpuUs(() => plane.step(0, joins));
}

function planeOf(apps: readonly object[]): MesosControlPlane {
  const entry = parseEntry([{ path: 'apps.json', text: JSON.stringify(apps) }]);
  if (!entry.ok || entry.value.division !== 'mesos') throw new Error('the entry of the benchmark is broken');
  return new MesosControlPlane({ apps: entry.value.marathonApps, seed: 1, launchTokens: Number.MAX_SAFE_INTEGER });
}

function bareLoopUs(placements: number): number {
  const free = new Float64Array(AGENTS).fill(4000);
  let first = 0;
  const us = cpuUs(() => {
    for (let one = 0; one < placements; one++) {
      while ((free[first] as number) < 100) first++;
      free[first] = (free[first] as number) - 100;
    }
  });
  if (first >= AGENTS) throw new Error('nothing was placed');
  return us / placements;
}

function usPerOffer(): number {
  const allocator = new HierarchicalAllocator({ seed: 1 });
  for (const framework of ['a', 'b', 'c']) allocator.addFramework(framework, [framework]);
  for (let id = 0; id < AGENTS; id++) allocator.addAgent(id, [4000, 16_384_000, 0, 0, 1001]);
  let offers = 0;
  const us = cpuUs(() => {
    for (let round = 1; round <= 10; round++)
      for (const offer of allocator.batch(round * 1_000_000)) {
        offers++;
        allocator.recover(offer.framework, offer.role, offer.agent, offer, round * 1_000_000);
      }
  });
  return us / offers;
}

const BARE_PLACEMENTS = 150_000;
bareLoopUs(BARE_PLACEMENTS);
const bare = bareLoopUs(BARE_PLACEMENTS);
console.log(`bare loop: ${Math.round(1e6 / bare).toLocaleString('en')} placements/s`);
usPerOffer();
console.log(`offers of ${AGENTS} agents, three roles by DRF: ${Math.round(1e6 / usPerOffer()).toLocaleString('en')} offers/s`);
for (const one of CASES) {
  usPerPlacement(one);
  const us = Math.min(...Array.from({ length: 5 }, () => usPerPlacement(one)));
  const ratio = `${(bare / us).toFixed(4)} of the bare loop, ${Math.round(KUBE_SCHEDULER_US / us).toLocaleString('en')} x kube-scheduler's algorithm`;
  console.log(`${AGENTS} agents, ${one.name}: ${us.toFixed(1)} µs, ${Math.round(1e6 / us).toLocaleString('en')} placements/s, ${ratio}`);
}
