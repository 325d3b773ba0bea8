import type Docker from 'dockerode';
import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { previewScenario, type DrawnRun, type Scenario } from '#core/scenario';
import { mostMachines } from '../cluster/most-machines.js';
import { compiler } from '../images/native-workload.js';
import type { DriverName, HostFacts, Refusal } from '../probe/host-facts.js';

/** What a cluster takes of its host. */
export interface Needs {
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** Cores at the height of the load; 0: nobody measures it, so that it may be slow. */
  readonly cores: number;
}

/** Beside what pods use: hub, registry, load generator, leash; and a node's agent or engine. */
const SERVICES_BYTES = 400 << 20;
const NODE_BYTES: Readonly<Record<DriverName, number>> = { light: 70 << 20, swarm: 180 << 20, kubernetes: 900 << 20 };
const NODE_DISK: Readonly<Record<DriverName, number>> = { light: 4 << 20, swarm: 260 << 20, kubernetes: 2 * 2 ** 30 };
/** A process of an application that holds nothing. */
const PROCESS_BYTES = { native: 2 << 20, node: 48 << 20 } as const;
/** Above this share of its cores a host measures itself. */
const CORES_SHARE = 0.75;
const MEMORY_SHARE = 0.85;
/** What sending a request and answering it costs beside the work in it, for each one a second: a generator that has no core left is late. */
const HOP_CORES = 200e-6;
/** Left to the host, whoever runs on it. */
const SPARE_DISK = 1 << 30;

/** Of a cluster that is measured. */
export function needsOf(scenario: Scenario, run: DrawnRun, driver: DriverName): Needs {
  const { minutes } = previewScenario(scenario, run.seed);
  const cores = minutes.map(({ demand, offeredPerApp }) => demand + HOP_CORES * Object.values(offeredPerApp).reduce((sum, rate) => sum + rate, 0));
  return { ...roomOf(run, driver), cores: Math.max(0, ...cores) };
}

/** Of any cluster. */
export function roomOf(run: DrawnRun, driver: DriverName): Needs {
  const nodes = mostMachines(run, driver) + (driver === 'light' ? 0 : 1);
  const services = run.applications.filter(({ kind }) => kind === 'service');
  // As many replicas as the busiest minute needs at half load, three at least; what an entry starts beyond that its nodes' own caps hold.
  const process = compiler() === null ? PROCESS_BYTES.node : PROCESS_BYTES.native;
  const replicas = services.map(({ memoryIdleBytes }) => 4 * Math.max(process, memoryIdleBytes));
  const images = run.applications.reduce((sum, { imageBytes }) => sum + imageBytes, 0);
  return {
    memoryBytes: SERVICES_BYTES + nodes * NODE_BYTES[driver] + replicas.reduce((sum, bytes) => sum + bytes, 0) + 2 * images,
    diskBytes: nodes * (NODE_DISK[driver] + (driver === 'light' ? 0 : images)),
    cores: 0,
  };
}

type Room = Pick<Needs, 'memoryBytes' | 'diskBytes'>;

/** Why a cluster of these needs does not fit this host now, beside what others have reserved and do not use yet; null when it does. */
export async function budgetRefusal(engine: Docker, facts: HostFacts, needs: Needs, others: Room = { memoryBytes: 0, diskBytes: 0 }): Promise<Refusal | null> {
  const memory = memoryAvailable() ?? facts.memoryBytes;
  const disk = await diskFree(engine);
  const tight = (what: string, needed: string, there: string, fix: string): Refusal => ({
    code: 'does-not-fit',
    reason: `the cluster needs ${needed} of ${what}, and this host has ${there}`,
    fix,
  });
  const less = (share: string, bytes: number): string => `${share}${bytes > 0 ? `, less ${mebibytes(bytes)} that other clusters have reserved` : ''}`;
  if (needs.memoryBytes + others.memoryBytes > memory * MEMORY_SHARE)
    return tight(
      'memory',
      mebibytes(needs.memoryBytes),
      less(`${mebibytes(memory)}, of which ${mebibytes(memory * MEMORY_SHARE)} may be asked for`, others.memoryBytes),
      others.memoryBytes > 0 ? 'wait for the other clusters to end, or scale the scenario down' : 'free memory, or scale the scenario down',
    );
  if (disk !== null && needs.diskBytes + others.diskBytes > disk - SPARE_DISK)
    return tight(
      'disk',
      mebibytes(needs.diskBytes),
      less(`${mebibytes(disk)}, of which ${mebibytes(SPARE_DISK)} stay free`, others.diskBytes),
      'free space where the engine keeps its data (docker system df)',
    );
  if (needs.cores > facts.cpus * CORES_SHARE)
    return tight(
      'processors',
      `${needs.cores.toFixed(1)} cores at the height of the load`,
      `${facts.cpus}, of which ${(facts.cpus * CORES_SHARE).toFixed(1)} may be asked for`,
      'scale the load down (scenario preview shows cores needed per minute), or use a larger host',
    );
  return null;
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

function memoryAvailable(): number | null {
  try {
    const kilobytes = /MemAvailable:\s+(\d+) kB/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** Null where the engine's data cannot be seen from here. */
async function diskFree(engine: Docker): Promise<number | null> {
  try {
    const { DockerRootDir } = (await engine.info()) as { DockerRootDir?: string };
    const { bavail, bsize } = await statfs(DockerRootDir ?? '/var/lib/docker');
    return bavail * bsize;
  } catch {
    return null;
  }
}
