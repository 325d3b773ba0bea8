import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerUsage } from './node-usage.js';

/** Version 2 has all of a group in one folder, version 1 a tree for each controller. */
interface Hierarchy {
  readonly cpu: string;
  readonly memory: string;
  readonly cpuFile: string;
  cpuUs(text: string): number;
  readonly memoryFile: string;
  readonly inactive: RegExp;
}

const ROOT = '/sys/fs/cgroup';
const VERSION_2: Hierarchy = {
  ...{ cpu: ROOT, memory: ROOT, cpuFile: 'cpu.stat', memoryFile: 'memory.current', inactive: /^inactive_file (\d+)$/m },
  cpuUs: (text) => Number(/^usage_usec (\d+)$/m.exec(text)?.[1]),
};
const VERSION_1: Hierarchy = {
  ...{ cpu: `${ROOT}/cpuacct`, memory: `${ROOT}/memory`, cpuFile: 'cpuacct.usage', memoryFile: 'memory.usage_in_bytes' },
  ...{ inactive: /^total_inactive_file (\d+)$/m, cpuUs: (text) => Math.round(Number(text) / 1000) },
};
/** Groups of containers lie in that of their engine, or in a slice in a slice. */
const DEPTH_MAX = 3;

/** Parents in which containers were found: the next one is in one of them. */
const parents = new Set<string>();

/**
 * What a container used, read where the kernel accounts for it: at once, while some engines take a second to tell (Docker 20.10, whatever
 * it is asked). Null where its group is not to be seen, as when the judge is itself in a container, or the engine is elsewhere.
 */
export async function controlGroupUsage(id: string): Promise<ContainerUsage | null> {
  const hierarchy = existsSync(join(ROOT, 'cgroup.controllers')) ? VERSION_2 : VERSION_1;
  try {
    const group = await groupOf(id, hierarchy.cpu);
    if (group === null) return null;
    const [cpu, memory, stat] = await Promise.all([
      readFile(join(hierarchy.cpu, group, hierarchy.cpuFile), 'utf8'),
      readFile(join(hierarchy.memory, group, hierarchy.memoryFile), 'utf8'),
      readFile(join(hierarchy.memory, group, 'memory.stat'), 'utf8'),
    ]);
    const [cpuUs, memoryBytes, inactive] = [hierarchy.cpuUs(cpu), Number(memory), Number(hierarchy.inactive.exec(stat)?.[1])];
    return [cpuUs, memoryBytes, inactive].every(Number.isFinite) ? { cpuUs, memoryBytes, residentBytes: Math.max(0, memoryBytes - inactive) } : null;
  } catch {
    // It ended meanwhile, or this user may not look.
    return null;
  }
}

/** The group's folder, as it is called in every hierarchy. */
async function groupOf(id: string, root: string): Promise<string | null> {
  const names = [id, `docker-${id}.scope`];
  const found = (parent: string): string | undefined => names.map((name) => join(parent, name)).find((path) => existsSync(join(root, path)));
  for (const parent of parents) {
    const group = found(parent);
    if (group !== undefined) return group;
  }
  let level = ['/'];
  for (let depth = 0; depth < DEPTH_MAX; depth++) {
    for (const parent of level) {
      const group = found(parent);
      if (group !== undefined) {
        parents.add(parent);
        return group;
      }
    }
    level = (await Promise.all(level.map((parent) => foldersIn(root, parent)))).flat();
  }
  return null;
}

async function foldersIn(root: string, parent: string): Promise<string[]> {
  const entries = await readdir(join(root, parent), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(parent, name));
}
