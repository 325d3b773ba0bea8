import { createScheduler, type PodObject, type Scheduler } from '#core/orchestrator/kubernetes/scheduler';

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
}

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

function cluster(nodes: number, percentage: number): Scheduler {
  const scheduler = createScheduler({ configuration: { percentageOfNodesToScore: percentage } });
  for (let i = 0; i < nodes; i++) {
    const labels = { 'kubernetes.io/hostname': `n${i}`, 'topology.kubernetes.io/zone': `z${i % 5}` };
    scheduler.addNode({ metadata: { name: `n${i}`, labels }, status: { allocatable: { cpu: '32', memory: '64Gi', pods: '110' } } });
  }
  return scheduler;
}

function usPerPod({ nodes, percentage, spec = {}, unique }: Baseline, pods: number): number {
  const scheduler = cluster(nodes, percentage);
  const withRequests = (requests: Record<string, string>): NonNullable<PodObject['spec']> => ({
    containers: [{ name: 'c', image: 'web', resources: { requests } }],
    ...spec,
  });
  const template = withRequests({ cpu: '100m', memory: '500Mi' });
  const labels = { app: 'web' };
  const before = process.cpuUsage();
  for (let i = 0; i < pods; i++) {
    const pod = scheduler.pod({
      metadata: { name: `p${i}`, labels },
      spec: unique ? withRequests({ cpu: `${100 + (i % 97)}m`, memory: `${300 + (i % 211)}Mi` }) : template,
    });
    const { node } = scheduler.schedule(pod);
    if (node === null) throw new Error(`pod ${i} found no node`);
    scheduler.bind(pod, node);
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

for (const baseline of BASELINES) {
  for (let warm = 0; warm < 6000; warm += baseline.nodes) usPerPod(baseline, Math.min(3000, baseline.nodes));
  const us = usPerPod(baseline, Math.min(4000, baseline.nodes));
  const parts = [
    `${baseline.nodes} nodes, ${baseline.name}:`,
    `${us.toFixed(0)} µs/pod,`,
    `${Math.round(1e6 / us)} pods/s,`,
    `${(baseline.goUs / us).toFixed(1)}x the algorithm alone,`,
    `${(us / bareLoopUs(baseline.nodes)).toFixed(2)} bare loops over the nodes`,
  ];
  if (baseline.wholePodsPerSecond !== null) parts.push(`, ${(1e6 / us / baseline.wholePodsPerSecond).toFixed(0)}x with API server`);
  console.log(parts.join(' '));
}
