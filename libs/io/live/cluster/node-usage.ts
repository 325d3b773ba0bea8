import type Docker from 'dockerode';
import type { LiveNode, NodeUsage } from './live-cluster.js';

interface Stats {
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: { readonly usage?: number };
}

/** CPU time (µs) and memory of a container, from the engine's own accounting; nothing for one that is off. */
export async function containerUsage(container: Docker.Container): Promise<Omit<NodeUsage, 'node'>> {
  const stats = (await container.stats({ stream: false, 'one-shot': true }).catch(() => ({}))) as Stats;
  return { cpuUs: Math.round((stats.cpu_stats?.cpu_usage?.total_usage ?? 0) / 1000), memoryBytes: stats.memory_stats?.usage ?? 0 };
}

/** The same of each machine. */
export async function nodeUsage(nodes: ReadonlyMap<number, LiveNode>): Promise<readonly NodeUsage[]> {
  return Promise.all([...nodes].map(async ([node, { container }]) => ({ node, ...(await containerUsage(container)) })));
}
