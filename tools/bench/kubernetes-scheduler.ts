import { createScheduler, type NodeObject, type PodInfo, type PodObject, type Scheduler } from '#core/orchestrator/kubernetes/scheduler';

/** CPU µs per pod of kube-scheduler's own algorithm on one thread, 1.36, 100m/500Mi pods; pods/s with API server and etcd. */
interface Baseline {
  readonly name: string;
  readonly nodes: number;
  readonly percentage: number;
  readonly goUs: number;
  readonly wholePodsPerSecond: number | null;
  readonly spec?: object;
  /** No two pods ask for the same. */
  readonly unique?: true;
  /** Nodes of four sizes, with taints, images and labels. */
  readonly mixed?: true;
  /** Pods end as others come. */
  readonly churn?: true;
}

/** A mix of which kube-scheduler's own time is not known. */
type Mix = Omit<Baseline, 'goUs' | 'wholePodsPerSecond'>;

const zoneSpread = {
  topologySpreadConstraints: [
    { maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'web' } } },
  ],
};
const hostAntiAffinity = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } }],
    },
  },
};

const softSpread = {
  topologySpreadConstraints: [
    { maxSkew: 3, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { app: 'web' } } },
  ],
};
const prefersSsd = {
  affinity: {
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 5, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } }],
    },
  },
};
const dedicated = { tolerations: [{ key: 'dedicated', operator: 'Exists' }] };

/** Pods that are all different, unless it says otherwise, on nodes that are not alike. */
const MIXES: readonly Mix[] = [100, 0].flatMap((percentage): Mix[] => {
  const how = percentage === 100 ? 'scoring all' : 'adaptive';
  const mix = (name: string, more: Partial<Mix> = {}): Mix => ({ name: `${name}, ${how}`, nodes: 5000, percentage, unique: true, mixed: true, ...more });
  return [
    mix('requests alone'),
    { name: `one template, ${how}`, nodes: 5000, percentage, mixed: true },
    mix('node selector', { spec: { nodeSelector: { disk: 'ssd' } } }),
    mix('tolerations', { spec: dedicated }),
    mix('preferred node affinity', { spec: prefersSsd }),
    mix('soft zone spread', { spec: softSpread }),
    mix('hard zone spread', { spec: zoneSpread }),
    mix('host anti-affinity', { spec: hostAntiAffinity }),
    mix('pods come and go', { churn: true }),
  ];
});

const BASELINES: readonly Baseline[] = [
  { name: 'plain', nodes: 100, percentage: 100, goUs: 386, wholePodsPerSecond: 705 },
  { name: 'plain, adaptive', nodes: 1000, percentage: 0, goUs: 997, wholePodsPerSecond: 363 },
  { name: 'plain, scoring all', nodes: 1000, percentage: 100, goUs: 2319, wholePodsPerSecond: null },
  { name: 'plain, adaptive', nodes: 5000, percentage: 0, goUs: 1944, wholePodsPerSecond: 274 },
  { name: 'plain, scoring all', nodes: 5000, percentage: 100, goUs: 14618, wholePodsPerSecond: null },
  { name: 'unique pods, scoring all', nodes: 5000, percentage: 100, goUs: 14618, wholePodsPerSecond: null, unique: true },
  { name: 'unique pods, adaptive', nodes: 5000, percentage: 0, goUs: 1944, wholePodsPerSecond: 274, unique: true },
  { name: 'hard zone spread, adaptive', nodes: 1000, percentage: 0, goUs: 2743, wholePodsPerSecond: null, spec: zoneSpread },
  { name: 'hard zone spread, adaptive', nodes: 5000, percentage: 0, goUs: 4652, wholePodsPerSecond: null, spec: zoneSpread },
  { name: 'host anti-affinity, adaptive', nodes: 1000, percentage: 0, goUs: 2762, wholePodsPerSecond: null, spec: hostAntiAffinity },
  { name: 'host anti-affinity, adaptive', nodes: 5000, percentage: 0, goUs: 3287, wholePodsPerSecond: null, spec: hostAntiAffinity },
];

const SIZES = [
  { cpu: '16', memory: '64Gi', pods: '110' },
  { cpu: '32', memory: '128Gi', pods: '110' },
  { cpu: '64', memory: '128Gi', pods: '250' },
  { cpu: '32', memory: '64Gi', pods: '110' },
];

function node(i: number, mixed: boolean): NodeObject {
  const labels = { 'kubernetes.io/hostname': `n${i}`, 'topology.kubernetes.io/zone': `z${i % 5}`, disk: i % 3 === 0 ? 'hdd' : 'ssd' };
  const metadata = { name: `n${i}`, labels };
  if (!mixed) return { metadata, status: { allocatable: SIZES[3] as (typeof SIZES)[0] } };
  const taints = [
    ...(i % 6 === 1 ? [{ key: 'shared', effect: 'PreferNoSchedule' }] : []),
    ...(i % 7 === 1 ? [{ key: 'dedicated', effect: 'NoSchedule' }] : []),
  ];
  const images = i % 2 === 0 ? [{ names: ['web:latest'], sizeBytes: 300_000_000 }] : [];
  return { metadata, spec: { taints }, status: { allocatable: SIZES[i % 4] as (typeof SIZES)[0], images } };
}

function cluster(nodes: number, percentage: number, mixed = false): Scheduler {
  const scheduler = createScheduler({ configuration: { percentageOfNodesToScore: percentage } });
  for (let i = 0; i < nodes; i++) scheduler.addNode(node(i, mixed));
  return scheduler;
}

function usPerPod({ nodes, percentage, spec = {}, unique, mixed, churn }: Mix, pods: number): number {
  const scheduler = cluster(nodes, percentage, mixed);
  const withRequests = (requests: Record<string, string>): NonNullable<PodObject['spec']> => ({
    containers: [{ name: 'c', image: 'web', resources: { requests } }],
    ...spec,
  });
  const template = withRequests({ cpu: '100m', memory: '500Mi' });
  const labels = { app: 'web' };
  const running: PodInfo[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < pods; i++) {
    const pod = scheduler.pod({
      metadata: { name: `p${i}`, labels },
      spec: unique ? withRequests({ cpu: `${100 + (i % 97)}m`, memory: `${300 + (i % 211)}Mi` }) : template,
    });
    const { node } = scheduler.schedule(pod);
    if (node === null) throw new Error(`pod ${i} found no node`);
    scheduler.bind(pod, node);
    if (!churn) continue;
    running.push(pod);
    if (running.length > pods / 4) scheduler.remove(running.shift() as PodInfo);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / pods;
}

/** CPU µs of one pass over the numbers of as many nodes, eight each: the least that looking at all of them can cost. */
function bareLoopUs(nodes: number): number {
  const cells = Float64Array.from({ length: nodes * 8 }, (_, i) => 1 + (i % 97));
  const at = (i: number) => cells[i] as number;
  let sum = 0;
  const rounds = Math.ceil(5_000_000 / nodes);
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    let best = -1;
    for (let c = 0; c < cells.length; c += 8) {
      const score = at(c) - at(c + 1) + at(c + 2) * at(c + 6) - at(c + 3) + at(c + 4) * at(c + 7) - at(c + 5);
      if (score > best) best = score;
    }
    sum += best;
  }
  const { user, system } = process.cpuUsage(before);
  return sum === 0 ? Number.NaN : (user + system) / rounds;
}

/** Every mix is run a few times before it counts. */
function measured(mix: Mix): number {
  for (let warm = 0; warm < 6000; warm += mix.nodes) usPerPod(mix, Math.min(3000, mix.nodes));
  return usPerPod(mix, Math.min(4000, mix.nodes));
}

const loops = new Map([100, 1000, 5000].map((nodes) => [nodes, bareLoopUs(nodes)]));
const figures = (us: number, nodes: number): string =>
  `${us.toFixed(1)} µs/pod, ${Math.round(1e6 / us)} pods/s, ${(us / (loops.get(nodes) ?? Number.NaN)).toFixed(2)} bare loops over the nodes`;

for (const baseline of BASELINES) {
  const { nodes, name, goUs, wholePodsPerSecond } = baseline;
  const us = measured(baseline);
  const parts = [`${nodes} nodes, ${name}: ${figures(us, nodes)}`, `${(goUs / us).toFixed(1)}x the algorithm alone`];
  if (wholePodsPerSecond !== null) parts.push(`${(1e6 / us / wholePodsPerSecond).toFixed(0)}x with API server`);
  console.log(parts.join(', '));
}

console.log('\nnodes of four sizes, with taints and images; no two pods alike');
for (const mix of MIXES) console.log(`${mix.nodes} nodes, ${mix.name}: ${figures(measured(mix), mix.nodes)}`);
