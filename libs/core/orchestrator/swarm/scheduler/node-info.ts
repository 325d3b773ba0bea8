import { MINUTE } from '#core/units';
import type { SwarmNode, SwarmResources } from './swarm-node.js';
import type { SwarmTaskSpec } from './swarm-task-spec.js';

/** Failures older than this are forgotten. */
export const FAILURES_REMEMBERED_US = 5 * MINUTE;

/** Units of one generic resource a task was given. */
export type GenericAssignment = Readonly<Record<string, number | readonly string[]>>;

/** Hears of what placing depends on. */
export interface NodeListener {
  /** What is left, or how many tasks are active, has changed; so has the node itself when `whole`. */
  changed(info: NodeInfo, whole: boolean): void;
  counted(info: NodeInfo, service: string, tasks: number): void;
  failed(version: string, nowUs: number): void;
}

/**
 * The scheduler's view of one node: what is left, how many active tasks of which service, which host ports are taken, and which
 * specs failed here lately. Source: swarmkit `manager/scheduler/nodeinfo.go`.
 */
export class NodeInfo {
  nanoCpus: number;
  memoryBytes: number;
  readonly generic = new Map<string, number | Set<string>>();
  activeTasks = 0;
  listener: NodeListener | null = null;
  private readonly byService = new Map<string, number>();
  private readonly ports = new Map<string, number>();
  private readonly failures = new Map<string, number[]>();

  constructor(public node: SwarmNode) {
    this.nanoCpus = node.resources.nanoCpus;
    this.memoryBytes = node.resources.memoryBytes;
    for (const [kind, amount] of Object.entries(node.resources.generic)) this.generic.set(kind, typeof amount === 'number' ? amount : new Set(amount));
  }

  tasksOf(service: string): number {
    return this.byService.get(service) ?? 0;
  }

  hasPort(port: string): boolean {
    return (this.ports.get(port) ?? 0) > 0;
  }

  /** The node says something else of itself: what is left is reckoned anew. */
  update(node: SwarmNode): void {
    const { resources } = this.node;
    this.node = node;
    this.listener?.changed(this, true);
    if (node.resources === resources) return;
    this.nanoCpus += node.resources.nanoCpus - resources.nanoCpus;
    this.memoryBytes += node.resources.memoryBytes - resources.memoryBytes;
    for (const [kind, amount] of Object.entries(node.resources.generic)) {
      const before = resources.generic[kind];
      if (typeof amount === 'number') this.returnGeneric(kind, amount - (typeof before === 'number' ? before : 0));
      else
        this.returnGeneric(
          kind,
          amount.filter((name) => !Array.isArray(before) || !before.includes(name)),
        );
    }
    this.listener?.changed(this, true);
  }

  /** A task that was told to end keeps its resources and is no longer counted. */
  setActive(spec: SwarmTaskSpec, active: boolean): void {
    this.activeTasks += active ? 1 : -1;
    this.count(spec.service, active ? 1 : -1);
    this.listener?.changed(this, false);
  }

  /** Counts an active task and takes what it reserves; tells which named units it got. */
  addTask(spec: SwarmTaskSpec): GenericAssignment {
    this.nanoCpus -= spec.reservations.nanoCpus;
    this.memoryBytes -= spec.reservations.memoryBytes;
    this.activeTasks += 1;
    this.count(spec.service, 1);
    for (const port of spec.hostPorts) this.ports.set(port, (this.ports.get(port) ?? 0) + 1);
    this.listener?.changed(this, false);
    return this.claimGeneric(spec.reservations.generic);
  }

  removeTask(spec: SwarmTaskSpec, assigned: GenericAssignment): void {
    this.nanoCpus += spec.reservations.nanoCpus;
    this.memoryBytes += spec.reservations.memoryBytes;
    this.activeTasks -= 1;
    this.count(spec.service, -1);
    for (const port of spec.hostPorts) this.ports.set(port, (this.ports.get(port) ?? 1) - 1);
    this.listener?.changed(this, false);
    for (const [kind, units] of Object.entries(assigned)) this.returnGeneric(kind, units);
  }

  hasGeneric(kind: string, count: number): boolean {
    const left = this.generic.get(kind);
    return left !== undefined && (typeof left === 'number' ? left : left.size) >= count;
  }

  /** Only tasks that the scheduler placed count; those of global services do not. */
  taskFailed(spec: SwarmTaskSpec, nowUs: number): void {
    const key = versioned(spec);
    const recent = (this.failures.get(key) ?? []).filter((at) => nowUs - at < FAILURES_REMEMBERED_US);
    this.failures.set(key, [...recent, nowUs]);
    this.listener?.failed(key, nowUs);
  }

  recentFailures(spec: SwarmTaskSpec, nowUs: number): number {
    return (this.failures.get(versioned(spec)) ?? []).filter((at) => nowUs - at < FAILURES_REMEMBERED_US).length;
  }

  private count(service: string, by: 1 | -1): void {
    const tasks = this.tasksOf(service) + by;
    if (tasks === 0) this.byService.delete(service);
    else this.byService.set(service, tasks);
    this.listener?.counted(this, service, tasks);
  }

  private claimGeneric(wanted: SwarmResources['generic']): GenericAssignment {
    const claimed: Record<string, number | readonly string[]> = {};
    for (const [kind, amount] of Object.entries(wanted)) {
      const count = typeof amount === 'number' ? amount : amount.length;
      const left = this.generic.get(kind);
      if (left instanceof Set) {
        const names = [...left].slice(0, count);
        for (const name of names) left.delete(name);
        claimed[kind] = names;
      } else {
        this.generic.set(kind, (left ?? 0) - count);
        claimed[kind] = count;
      }
    }
    return claimed;
  }

  private returnGeneric(kind: string, units: number | readonly string[]): void {
    const left = this.generic.get(kind);
    if (typeof units === 'number') this.generic.set(kind, (typeof left === 'number' ? left : 0) + units);
    else this.generic.set(kind, new Set([...(left instanceof Set ? left : []), ...units]));
  }
}

/** Failures are counted for one version of a service. */
export const versioned = (spec: SwarmTaskSpec): string => `${spec.service}@${spec.specVersion}`;
