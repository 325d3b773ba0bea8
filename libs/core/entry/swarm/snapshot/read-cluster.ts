import { nanoCpus, ramBytes } from '../amounts.js';
import type { SwarmReservations } from '../swarm-service.js';
import type { ApiNode, ApiResources, ApiTask } from './snapshot-fields.js';
import { STATES } from './snapshot-fields.js';
import type { SwarmSnapshotNode, SwarmSnapshotTask } from './swarm-snapshot.js';

type Say = (field: string, message: string, hint: string) => void;
/** A task as it names its node and service. */
export type UnplacedTask = SwarmSnapshotTask;

export interface ShortNode {
  readonly id?: string;
  readonly hostname?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly engineLabels?: Readonly<Record<string, string>>;
  readonly plugins?: readonly string[];
  readonly role?: SwarmSnapshotNode['role'];
  readonly addr?: string;
  readonly availability?: SwarmSnapshotNode['availability'];
  readonly state?: SwarmSnapshotNode['state'];
  readonly os?: string;
  readonly arch?: string;
  readonly cpus?: unknown;
  readonly memory?: unknown;
  readonly nanoCPUs?: number;
  readonly memoryBytes?: number;
  readonly generic?: Readonly<Record<string, number>>;
}

export interface ShortTask {
  readonly service: string;
  readonly node?: string;
  readonly slot?: number;
  readonly state?: string;
  readonly desired?: string;
  readonly cpus?: unknown;
  readonly memory?: unknown;
  readonly reservedNanoCPUs?: number;
  readonly reservedMemoryBytes?: number;
  readonly generic?: Readonly<Record<string, number>>;
  readonly hostPorts?: readonly string[];
}

function cpusOf(written: unknown, otherwise: number | undefined, say: Say): number {
  if (written === undefined) return otherwise ?? 0;
  const nanos = nanoCpus(written as string | number);
  if (typeof nanos === 'number') return nanos;
  say('cpus', `\`cpus\` is \`${String(written)}\`: no number of cores`, "such as '0.5'");
  return 0;
}

function memoryOf(written: unknown, otherwise: number | undefined, say: Say): number {
  if (written === undefined) return otherwise ?? 0;
  const bytes = ramBytes(String(written));
  if (bytes === undefined) say('memory', `\`memory\` is \`${String(written)}\`: no amount of memory`, 'such as 4G');
  return bytes ?? 0;
}

/** Linux on x86_64 where nothing is said. */
export function nodeOfShort(node: ShortNode, say: Say): SwarmSnapshotNode {
  return {
    id: node.id ?? node.hostname ?? '',
    hostname: node.hostname ?? node.id ?? '',
    os: node.os ?? 'linux',
    arch: node.arch ?? 'x86_64',
    role: node.role ?? 'worker',
    address: node.addr ?? '',
    labels: node.labels ?? {},
    engineLabels: node.engineLabels ?? {},
    plugins: node.plugins,
    availability: node.availability ?? 'active',
    state: node.state ?? 'ready',
    resources: { nanoCpus: cpusOf(node.cpus, node.nanoCPUs, say), memoryBytes: memoryOf(node.memory, node.memoryBytes, say), generic: node.generic ?? {} },
  };
}

/** Active: it was not told to end; null: it has ended, or has no node yet. */
function activity(node: string, state: string, desired: string): boolean | null {
  if (node === '' || ['complete', 'shutdown', 'failed', 'rejected', 'orphaned', 'remove'].includes(state)) return null;
  return !['shutdown', 'remove', 'failed', 'rejected', 'orphaned'].includes(desired);
}

export function taskOfShort(task: ShortTask, say: Say): UnplacedTask | null {
  const { service, node = '', slot = 0, state = 'running', desired = 'running', hostPorts = [] } = task;
  const active = activity(node, state, desired);
  if (active === null) return null;
  const reservations = {
    nanoCpus: cpusOf(task.cpus, task.reservedNanoCPUs, say),
    memoryBytes: memoryOf(task.memory, task.reservedMemoryBytes, say),
    generic: task.generic ?? {},
  };
  return { service, node, slot, active, reservations, hostPorts };
}

function resourcesOf(resources: ApiResources | undefined): SwarmReservations {
  const generic: Record<string, number> = {};
  for (const { DiscreteResourceSpec: discrete, NamedResourceSpec: named } of resources?.GenericResources ?? []) {
    if (discrete !== undefined) generic[discrete.Kind] = (generic[discrete.Kind] ?? 0) + discrete.Value;
    if (named !== undefined) generic[named.Kind] = (generic[named.Kind] ?? 0) + 1;
  }
  return { nanoCpus: Number(resources?.NanoCPUs ?? 0), memoryBytes: Number(resources?.MemoryBytes ?? 0), generic };
}

export function nodeOfApi({ ID = '', Spec, Description, Status }: ApiNode): SwarmSnapshotNode {
  const state = STATES.find((one) => one === Status?.State) ?? 'unknown';
  return {
    id: ID === '' ? (Description?.Hostname ?? '') : ID,
    hostname: Description?.Hostname ?? ID,
    os: Description?.Platform?.OS ?? '',
    arch: Description?.Platform?.Architecture ?? '',
    role: Spec?.Role === 'manager' ? 'manager' : 'worker',
    address: Status?.Addr ?? '',
    labels: Spec?.Labels ?? {},
    engineLabels: Description?.Engine?.Labels ?? {},
    plugins: Description?.Engine?.Plugins?.map(({ Type, Name }) => `${Type}/${Name.replace(/:latest$/, '')}`),
    availability: (['active', 'pause', 'drain'] as const).find((one) => one === Spec?.Availability) ?? 'active',
    state,
    resources: resourcesOf(Description?.Resources),
  };
}

export function taskOfApi({ ServiceID = '', NodeID = '', Slot = 0, DesiredState = 'running', Status, Spec }: ApiTask): UnplacedTask | null {
  const active = activity(NodeID, Status?.State ?? 'running', DesiredState);
  return active === null
    ? null
    : { service: ServiceID, node: NodeID, slot: Slot, active, reservations: resourcesOf(Spec?.Resources?.Reservations), hostPorts: [] };
}
