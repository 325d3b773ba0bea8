import type { LiveNode, NodeUsage } from './live-cluster.js';

interface Stats {
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: { readonly usage?: number };
}

/** CPU time and memory of each machine's container, from the engine's own accounting. Machines that are off use nothing. */
export async function nodeUsage(nodes: ReadonlyMap<number, LiveNode>): Promise<readonly NodeUsage[]> {
  return Promise.all(
    [...nodes].map(async ([node, { container }]) => {
      const stats = (await container.stats({ stream: false, 'one-shot': true }).catch(() => ({}))) as Stats;
      return { node, cpuUs: Math.round((stats.cpu_stats?.cpu_usage?.total_usage ?? 0) / 1000), memoryBytes: stats.memory_stats?.usage ?? 0 };
    }),
  );
}
