import type Docker from 'dockerode';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  const files = (await weightFiles(engine, containerId).catch(() => [])).map((file) => ({ ...file, before: weightOf(file) }));
  for (const { path, values } of files) write(path, values.raised);
  const priority = getPriority();
  prioritize(constants.priority.PRIORITY_HIGH);
  return {
    restore: () => {
      prioritize(priority);
      for (const { path, before } of files) write(path, before);
    },
  };
}

interface WeightFile {
  readonly path: string;
  readonly values: (typeof WEIGHTS)[keyof typeof WEIGHTS];
}

/** What it weighed before; one that a dead judge left raised weighed what is normal. */
function weightOf({ path, values }: WeightFile): string {
  const seen = readFileSync(path, 'utf8').trim();
  return seen === values.raised ? values.normal : seen;
}

/** Groups that engines put their containers into, by their own defaults, and those of Regatta's own test engines. */
const GROUPS = /^(docker|system\.slice|regatta-[0-9a-f]+)$/;

/** What a judge that was killed while it measured left raised. For when nobody measures. */
export function lowerWeights(root = ROOT): void {
  for (const mount of [root, join(root, 'cpu')]) {
    if (!existsSync(mount)) continue;
    for (const group of readdirSync(mount).filter((name) => GROUPS.test(name))) {
      for (const file of filesOf(join(mount, group))) if (readFileSync(file.path, 'utf8').trim() === file.values.raised) write(file.path, file.values.normal);
    }
  }
}

const filesOf = (group: string): readonly WeightFile[] =>
  Object.entries(WEIGHTS).flatMap(([name, values]) => (existsSync(join(group, name)) ? [{ path: join(group, name), values }] : []));

/** Those of the group that the engine puts its containers into: this one is among them. */
async function weightFiles(engine: Docker, containerId: string): Promise<readonly WeightFile[]> {
  const { State } = await engine.getContainer(containerId).inspect();
  const parents = new Set<string>();
  for (const line of readFileSync(`/proc/${State.Pid}/cgroup`, 'utf8').split('\n')) {
    const [, controllers = '', path = ''] = line.split(':');
    const isCpu = controllers === '' || controllers.split(',').includes('cpu');
    if (isCpu && path.length > 1)
      for (const mount of controllers === '' ? [ROOT] : [join(ROOT, controllers), join(ROOT, 'cpu')]) parents.add(dirname(join(mount, path)));
  }
  return [...parents].filter((parent) => parent !== ROOT).flatMap(filesOf);
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
