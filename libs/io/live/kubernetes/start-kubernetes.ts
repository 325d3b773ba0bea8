import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';
import type { DrawnNode } from '#core/scenario';
import { LiveFault } from '../engine/open-engine.js';
import { bringUpK3s } from './k3s-nodes.js';
import { bringUpKind } from './kind-nodes.js';
import type { Kubectl } from './kubectl.js';
import type { NodeImage } from './node-image.js';
import { controlHost, type Kubernetes, type KubernetesOptions, type NodePlan, READY_MS } from './node-plan.js';

/** What the image's own pods on each machine ask for: the network of kind. */
export const SYSTEM_PODS: Readonly<Record<NodeImage['flavour'], { readonly cpuMilli: number; readonly memoryBytes: number }>> = {
  kind: { cpuMilli: 100, memoryBytes: 50 << 20 },
  k3s: { cpuMilli: 0, memoryBytes: 0 },
};
const SYSTEM_POD_COUNT = 4;
const STARTING = 'regatta.judge/starting';

export async function startKubernetes(options: KubernetesOptions): Promise<Kubernetes> {
  const { image, facts, run, schedulerConfiguration } = options;
  const system = SYSTEM_PODS[image.flavour];
  const plan: NodePlan = {
    ...options,
    token: `${randomBytes(3).toString('hex')}.${randomBytes(8).toString('hex')}`,
    controlAddress: options.sandbox.address(controlHost),
    kubeletOf: ({ facts: { allocatable, podsMax } }) => ({
      'system-reserved': [
        `cpu=${facts.cpus * 1000 - allocatable.cpuMilli - system.cpuMilli}m`,
        `memory=${Math.floor((facts.memoryBytes - allocatable.memoryBytes - system.memoryBytes) / 1024)}Ki`,
      ].join(','),
      // Until the cluster's own pods have their places, on the control plane's node: they shall take nothing from the machines of the scenario.
      'register-with-taints': `${STARTING}=:NoSchedule`,
      'max-pods': String(podsMax + SYSTEM_POD_COUNT),
      // How often it looks at what containers use, 10 s by itself: a scrape between two looks sees nothing new.
      'housekeeping-interval': `${Math.max(1, Math.floor(run.cluster.lags.metricsUs / 1e6))}s`,
    }),
    schedulerFile: (kubeconfig) => (schedulerConfiguration === null ? null : stringify({ ...schedulerConfiguration, clientConnection: { kubeconfig } })),
  };
  const cluster = image.flavour === 'k3s' ? await bringUpK3s(plan) : await bringUpKind(plan);
  await untilReady(cluster.kubectl, run.nodes.length + 1);
  await Promise.all(run.nodes.map((node) => describeNode(cluster.kubectl, node)));
  return cluster;
}

interface NodeObject {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[] };
}

async function untilReady(kubectl: Kubectl, count: number): Promise<void> {
  const until = Date.now() + READY_MS;
  for (;;) {
    const { items } = await kubectl.get<{ items: readonly NodeObject[] }>('/api/v1/nodes').catch(() => ({ items: [] as readonly NodeObject[] }));
    const conditionOf = (node: NodeObject) => node.status?.conditions?.find(({ type }) => type === 'Ready');
    const waiting = items.filter((node) => conditionOf(node)?.status !== 'True');
    if (items.length >= count && waiting.length === 0) return;
    if (Date.now() > until) {
      const reasons = waiting.map((node) => `${node.metadata.name}: ${conditionOf(node)?.message ?? 'has not reported'}`);
      throw new LiveFault('cluster-failed', `${items.length - waiting.length} of ${count} nodes are ready after ${READY_MS / 1000} s; ${reasons.join('; ')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Labels and taints of the machine, said by an administrator: a kubelet may not give itself all of them. */
async function describeNode(kubectl: Kubectl, { facts }: DrawnNode): Promise<void> {
  const { name, region, zone, taints } = facts;
  const labels = { 'topology.kubernetes.io/region': region, 'topology.kubernetes.io/zone': zone, ...facts.labels };
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  await kubectl.run(['label', 'node', name, '--overwrite', ...pairs]);
  const marks = taints.map(({ key, value, effect }) => `${key}=${value}:${effect}`);
  await kubectl.run(['taint', 'node', name, '--overwrite', ...marks, `${STARTING}-`]);
}
