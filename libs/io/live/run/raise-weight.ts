import type Docker from 'dockerode';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { dirname, join } from 'node:path';

/** What the group of all containers weighs by default, and while something is measured. */
const WEIGHTS = { 'cpu.shares': { normal: '1024', raised: '16384' }, 'cpu.weight': { normal: '100', raised: '2000' } } as const;
const ROOT = '/sys/fs/cgroup';

/**
 * All containers of an engine together weigh as much as a single process beside them, so anything that compiles on the host
 * starves a whole cluster. Where this process may, it lets them weigh more while they are measured, and goes before others itself:
 * it steps the control planes. Where it may not, nothing happens: the noise floor tells.
 */
export async function raiseWeight(engine: Docker, containerId: string): Promise<{ restore(): void }> {
  const files = await weightFiles(engine, containerId).catch(() => []);
  for (const { path, values } of files) write(path, values.raised);
  const priority = getPriority();
  prioritize(constants.priority.PRIORITY_HIGH);
  return {
    restore: () => {
      prioritize(priority);
      for (const { path, values } of files) write(path, values.normal);
    },
  };
}

/** Those of the group that the engine puts its containers into: this one is among them. */
async function weightFiles(engine: Docker, containerId: string) {
  const { State } = await engine.getContainer(containerId).inspect();
  const parents = new Set<string>();
  for (const line of readFileSync(`/proc/${State.Pid}/cgroup`, 'utf8').split('\n')) {
    const [, controllers = '', path = ''] = line.split(':');
    const isCpu = controllers === '' || controllers.split(',').includes('cpu');
    if (isCpu && path.length > 1)
      for (const mount of controllers === '' ? [ROOT] : [join(ROOT, controllers), join(ROOT, 'cpu')]) parents.add(dirname(join(mount, path)));
  }
  return [...parents].flatMap((parent) =>
    Object.entries(WEIGHTS).flatMap(([name, values]) => (parent !== ROOT && existsSync(join(parent, name)) ? [{ path: join(parent, name), values }] : [])),
  );
}

function prioritize(priority: number): void {
  try {
    setPriority(priority);
  } catch {
    // Not ours to raise.
  }
}

function write(path: string, value: string): void {
  try {
    writeFileSync(path, value);
  } catch {
    // Not ours to change.
  }
}
