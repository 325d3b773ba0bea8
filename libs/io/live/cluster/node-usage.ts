import type Docker from 'dockerode';
import { controlGroupUsage } from './control-group.js';
import type { LiveNode, NodeUsage } from './live-cluster.js';

interface Stats {
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: { readonly usage?: number; readonly stats?: { readonly inactive_file?: number; readonly total_inactive_file?: number } };
}

export interface ContainerUsage extends Omit<NodeUsage, 'node'> {
  /** Without what the kernel only remembers of files, and gives back when somebody needs it. */
  readonly residentBytes: number;
}

/** CPU time (µs) and memory of a container, from the kernel's accounting or what the engine tells of it; nothing for one that is off. */
export async function containerUsage(container: Docker.Container): Promise<ContainerUsage> {
  const seen = await controlGroupUsage(container.id);
  if (seen !== null) return seen;
  const stats = (await container.stats({ stream: false, 'one-shot': true }).catch(() => ({}))) as Stats;
  const { usage = 0, stats: { inactive_file, total_inactive_file = inactive_file ?? 0 } = {} } = stats.memory_stats ?? {};
  const cpuUs = Math.round((stats.cpu_stats?.cpu_usage?.total_usage ?? 0) / 1000);
  return { cpuUs, memoryBytes: usage, residentBytes: Math.max(0, usage - total_inactive_file) };
}

/** The same of each machine. */
export async function nodeUsage(nodes: ReadonlyMap<number, LiveNode>): Promise<readonly NodeUsage[]> {
  return Promise.all(
    [...nodes].map(async ([node, { container }]) => {
      const { cpuUs, memoryBytes } = await containerUsage(container);
      return { node, cpuUs, memoryBytes };
    }),
  );
}
