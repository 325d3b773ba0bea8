import type { KubernetesObject } from '#core/orchestrator/kubernetes';
import { createKubernetesControlPlane } from '#core/orchestrator/kubernetes';
import { createScheduler, type Scheduler } from '#core/orchestrator/kubernetes/scheduler';

/**
 * How cost grows: pods of twenty templates onto clusters up to 5,000 nodes, up to 1,000,000 of them; then the whole control plane
 * with Deployments. Near-linear means: µs per pod hardly change from row to row.
 */
const MEBIBYTE = 1024 * 1024;
const gigabytes = (bytes: number): string => `${(bytes / MEBIBYTE / 1024).toFixed(2)} GiB`;

function settled(): NodeJS.MemoryUsage {
  globalThis.gc?.();
  return process.memoryUsage();
}

function cpuUs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function cluster(nodes: number): Scheduler {
  const scheduler = createScheduler();
  for (let i = 0; i < nodes; i++) {
    const labels = { 'kubernetes.io/hostname': `n${i}`, 'topology.kubernetes.io/zone': `z${i % 5}` };
    scheduler.addNode({ metadata: { name: `n${i}`, labels }, status: { allocatable: { cpu: '64', memory: '256Gi', pods: '500' } } });
  }
  return scheduler;
}

const template = (i: number) => ({
  containers: [{ name: 'c', image: `app${i}`, resources: { requests: { cpu: `${100 + 5 * i}m`, memory: `${256 + 16 * i}Mi` } } }],
});

function fill(scheduler: Scheduler, pods: number): void {
  const templates = Array.from({ length: 20 }, (_, i) => ({ spec: template(i), labels: { app: `app${i}` } }));
  for (let i = 0; i < pods; i++) {
    const { spec, labels } = templates[i % templates.length] as (typeof templates)[number];
    const pod = scheduler.pod({ metadata: { name: `p${i}`, labels }, spec });
    const { node } = scheduler.schedule(pod);
    if (node === null) throw new Error(`pod ${i} found no node`);
    scheduler.bind(pod, node);
  }
}

console.log('scheduler, adaptive sampling');
fill(cluster(200), 20_000);
for (const [nodes, pods] of [
  [100, 10_000],
  [500, 50_000],
  [1000, 100_000],
  [2500, 250_000],
  [5000, 100_000],
  [5000, 500_000],
  [5000, 1_000_000],
] as const) {
  const scheduler = cluster(nodes);
  const before = settled().heapUsed;
  const us = cpuUs(() => fill(scheduler, pods)) / pods;
  const { heapUsed } = settled();
  console.log(
    `${nodes} nodes, ${pods} pods: ${us.toFixed(1)} µs/pod, ${Math.round(1e6 / us)} pods/s, ${Math.round((heapUsed - before) / pods)} bytes/pod, heap ${gigabytes(heapUsed)}`,
  );
}

const deployment = (i: number, replicas: number): KubernetesObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `app${i}` },
    spec: { replicas, selector: { matchLabels: { app: `app${i}` } }, template: { metadata: { labels: { app: `app${i}` } }, spec: template(i % 20) } },
  }) as KubernetesObject;

console.log('\ncontrol plane, Deployments from nothing to every pod bound');
for (const [nodes, pods] of [
  [500, 10_000],
  [1000, 20_000],
  [5000, 100_000],
] as const) {
  const plane = createKubernetesControlPlane({
    objects: Array.from({ length: 100 }, (_, i) => deployment(i, pods / 100)),
    seed: 1,
    clientLimits: { qps: 1_000_000, burst: 1_000_000 },
  });
  const allocatable = { cpuMilli: 64_000, memoryBytes: 256 * 1024 * MEBIBYTE, extended: {} };
  const joined = Array.from({ length: nodes }, (_, id) => ({
    kind: 'node-joined' as const,
    node: { id, name: `n${id}`, region: 'r', zone: `z${id % 5}`, pool: 'p', spot: false, allocatable, podsMax: 110, labels: {}, taints: [] },
  }));
  let bound = 0;
  const us = cpuUs(() => {
    for (const action of plane.step(0, joined)) if (action.kind === 'start-pod') bound++;
    for (let wakes = 0; bound < pods && wakes < 1000; wakes++) for (const action of plane.step(plane.wakeAtUs, [])) if (action.kind === 'start-pod') bound++;
  });
  const { heapUsed, rss } = settled();
  console.log(`${nodes} nodes, ${bound} pods: ${(us / bound).toFixed(1)} µs/pod, heap ${gigabytes(heapUsed)}, resident ${gigabytes(rss)}`);
}
