import { NodeInfo, NodeTable, placeGroup, scheduleGroup, SwarmControlPlane, type SwarmTaskSpec } from '#core/orchestrator/swarm';
import type { SwarmService } from '#core/entry';
import type { NodeFacts } from '#core/cluster';

/**
 * Tasks per second of CPU time on one thread, 5,000 nodes of 32 cores: the scheduler from columns beside the plain one, and beside a bare
 * loop that looks at one number of each node for each placement.
 */
const NODES = 5000;

interface Case {
  readonly name: string;
  readonly groups: number;
  readonly size: number;
  readonly spec: (group: number) => SwarmTaskSpec;
  /** So many groups for the plain scheduler: it takes long. */
  readonly plain: number;
}

const taskSpec = (service: string, more: Partial<SwarmTaskSpec> = {}): SwarmTaskSpec => ({
  service,
  specVersion: 0,
  reservations: { nanoCpus: 1e8, memoryBytes: 5e8, generic: {} },
  constraints: [],
  spreadPreferences: [],
  maxReplicasPerNode: 0,
  hostPorts: [],
  platforms: [],
  ...more,
});
/** No two ask for the same. */
const unique = (group: number) =>
  taskSpec(`s${group}`, { reservations: { nanoCpus: (100 + (group % 97)) * 1e6, memoryBytes: (300 + (group % 211)) * 2 ** 20, generic: {} } });

const CASES: readonly Case[] = [
  { name: 'unique tasks', groups: 20_000, size: 1, spec: unique, plain: 40 },
  {
    name: 'unique tasks, constraints',
    groups: 20_000,
    size: 1,
    spec: (group) => ({ ...unique(group), constraints: ['node.labels.disk == ssd', 'node.role == worker'] }),
    plain: 20,
  },
  { name: 'one template, one by one', groups: 12_000, size: 1, spec: () => taskSpec('web'), plain: 40 },
  { name: 'one template, 100 at once', groups: 400, size: 100, spec: () => taskSpec('web'), plain: 20 },
  { name: 'one template, 10,000 at once', groups: 8, size: 10_000, spec: () => taskSpec('web'), plain: 1 },
  { name: 'max 2 a node, 100 at once', groups: 90, size: 100, spec: () => taskSpec('web', { maxReplicasPerNode: 2 }), plain: 20 },
  { name: 'spread over zones, one by one', groups: 4000, size: 1, spec: () => taskSpec('web', { spreadPreferences: ['node.labels.zone'] }), plain: 20 },
  { name: 'spread over zones, unique', groups: 4000, size: 1, spec: (group) => ({ ...unique(group), spreadPreferences: ['node.labels.zone'] }), plain: 20 },
  { name: 'spread over zones, 1,000 at once', groups: 20, size: 1000, spec: () => taskSpec('web', { spreadPreferences: ['node.labels.zone'] }), plain: 4 },
];

function nodes(): NodeInfo[] {
  return Array.from({ length: NODES }, (_, i) => {
    const labels = { zone: `z${i % 5}`, disk: i % 3 === 0 ? 'ssd' : 'hdd' };
    const description = { hostname: `n${i}`, os: 'linux', arch: 'x86_64', engineLabels: {} };
    const resources = { nanoCpus: 32e9, memoryBytes: 64 * 2 ** 30, generic: {} };
    return new NodeInfo({ id: `n${i}`, description, role: 'worker', address: '', labels, availability: 'active', state: 'ready', resources });
  });
}

function cpuUs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function fromColumns({ groups, size, spec }: Case): number {
  const table = new NodeTable();
  for (const [index, info] of nodes().entries()) table.insert(index, info);
  table.refresh();
  const us = cpuUs(() => {
    for (let group = 0; group < groups; group++)
      if (placeGroup(table, spec(group), size, (group * 977) % NODES, 0).pending > 0) throw new Error(`group ${group} found no room`);
  });
  return us / (groups * size);
}

function plainly({ size, spec, plain }: Case): number {
  const infos = nodes();
  return (
    cpuUs(() => {
      for (let group = 0; group < plain; group++) scheduleGroup(infos, spec(group), size, 0);
    }) /
    (plain * size)
  );
}

/** For each placement the least of one column. */
function bareLoop(): number {
  const column = new Int32Array(NODES);
  const rounds = 4000;
  return (
    cpuUs(() => {
      for (let round = 0; round < rounds; round++) {
        let best = 0;
        for (let i = 1; i < NODES; i++) if ((column[i] as number) < (column[best] as number)) best = i;
        column[best] = (column[best] as number) + 1;
      }
    }) / rounds
  );
}

/** The whole manager: from `service create` to every task assigned. */
function wholeManager(services: number, replicas: number): number {
  const facts = (id: number): NodeFacts => ({
    id,
    name: `n${id}`,
    region: 'r',
    zone: `z${id % 5}`,
    pool: 'p',
    spot: false,
    allocatable: { cpuMilli: 32_000, memoryBytes: 64 * 2 ** 30, extended: {} },
    podsMax: 1000,
    labels: {},
    taints: [],
  });
  const update = { parallelism: 1, delayUs: 0, failureAction: 'pause', monitorUs: 5e6, maxFailureRatio: 0, order: 'stop-first' } as const;
  const service = (index: number): SwarmService => ({
    name: `s${index}`,
    app: 'web',
    image: 'regatta/web',
    mode: 'replicated',
    replicas,
    reservations: { nanoCpus: (100 + (index % 97)) * 1e6, memoryBytes: (300 + (index % 211)) * 2 ** 20, generic: {} },
    limits: { nanoCpus: null, memoryBytes: null },
    constraints: [],
    spreadPreferences: [],
    maxReplicasPerNode: 0,
    restart: { condition: 'any', delayUs: 5e6, maxAttempts: 0, windowUs: 0 },
    update,
    rollback: update,
    endpointMode: 'vip',
    hostPorts: [],
    plugins: [],
    healthcheck: null,
    stopGraceUs: 1e7,
    nodeUses: [],
    place: { file: '', line: 1, column: 1 },
  });
  const controlPlane = new SwarmControlPlane({ services: Array.from({ length: services }, (_, index) => service(index)), seed: 1 });
  const joined = Array.from({ length: NODES }, (_, id) => ({ kind: 'node-joined' as const, node: facts(id) }));
  let started = 0;
  const us = cpuUs(() => {
    for (let nowUs = 0, events: typeof joined = joined; started < services * replicas; nowUs = controlPlane.wakeAtUs, events = [])
      for (const action of controlPlane.step(nowUs, events)) if (action.kind === 'start-pod') started += 1;
  });
  return us / (services * replicas);
}

const rate = (us: number): string => `${Math.round(1e6 / us).toLocaleString('en')} tasks/s`;

bareLoop();
const bare = bareLoop();
console.log(`bare loop over one column of ${NODES} nodes: ${bare.toFixed(1)} µs, ${rate(bare)}`);
for (const one of CASES) {
  fromColumns({ ...one, groups: Math.max(1, Math.floor(one.groups / 4)) });
  const us = fromColumns(one);
  const plain = plainly(one);
  console.log(
    `${NODES} nodes, ${one.name}: ${us.toFixed(2)} µs/task, ${rate(us)}, ${(bare / us).toFixed(2)} of the bare loop, ${(plain / us).toFixed(0)}x the plain scheduler`,
  );
}
for (const [services, replicas] of [
  [10_000, 1],
  [20, 2000],
] as const) {
  wholeManager(Math.ceil(services / 10), replicas);
  const us = wholeManager(services, replicas);
  console.log(`${NODES} nodes, the whole manager, ${services} services of ${replicas}: ${us.toFixed(1)} µs/task, ${rate(us)}`);
}
