import type { NodeId, PodId } from '#core/cluster';
import type { NodeRecord, ServiceRecord, SwarmTask } from './records.js';
import { slotOf } from './records.js';
import { TASK_STATE, type TaskState } from './task-state.js';

export type StoreEvent =
  | { readonly kind: 'commit' }
  | { readonly kind: 'task'; readonly op: 'create' | 'update' | 'delete'; readonly task: SwarmTask }
  | { readonly kind: 'service'; readonly op: 'create' | 'update' | 'delete'; readonly service: ServiceRecord }
  | { readonly kind: 'node'; readonly op: 'create' | 'update' | 'delete'; readonly node: NodeRecord };

/** Called at every change with the number of the transaction it belongs to: what swarmkit's Watch API would stream. */
export type StoreWatch = (version: number, event: Exclude<StoreEvent, { kind: 'commit' }>) => void;

type TaskChange = { -readonly [K in 'node' | 'desired' | 'state' | 'message' | 'error']?: SwarmTask[K] };

/**
 * The manager's memory store: objects, and the events that its components live on. Changes join a transaction until `commit`;
 * events are read in order, each transaction followed by one `commit` event. Within an instant there is no other order.
 */
export class SwarmStore {
  nowUs = 0;
  readonly tasks = new Map<PodId, SwarmTask>();
  readonly services = new Map<string, ServiceRecord>();
  readonly nodes = new Map<NodeId, NodeRecord>();
  watch: StoreWatch | null = null;
  private readonly events: StoreEvent[] = [];
  private head = 0;
  private version = 1;
  private changed = false;
  private nextTask = 0;

  /** Number of the transaction that is open. */
  get openVersion(): number {
    return this.version;
  }

  commit(): void {
    if (!this.changed) return;
    this.changed = false;
    this.version += 1;
    this.events.push({ kind: 'commit' });
  }

  next(): StoreEvent | undefined {
    const event = this.events[this.head];
    if (event === undefined) {
      this.events.length = 0;
      this.head = 0;
      return undefined;
    }
    this.head += 1;
    return event;
  }

  createTask(service: ServiceRecord, slot: number, node: NodeRecord | null, desired: TaskState): SwarmTask {
    const task: SwarmTask = {
      id: this.nextTask++,
      service,
      version: service.version,
      slot,
      createdUs: this.nowUs,
      preassigned: node !== null,
      node,
      desired,
      state: TASK_STATE.new,
      message: 'created',
      error: '',
      statusUs: this.nowUs,
      started: false,
      stopped: false,
      deleted: false,
    };
    this.tasks.set(task.id, task);
    node?.tasks.add(task);
    const key = slotOf(task);
    const inSlot = service.slots.get(key);
    if (inSlot === undefined) service.slots.set(key, [task]);
    else inSlot.push(task);
    this.tell({ kind: 'task', op: 'create', task });
    return task;
  }

  updateTask(task: SwarmTask, change: TaskChange): void {
    if (task.deleted) return;
    if (change.node !== undefined && change.node !== task.node) {
      task.node?.tasks.delete(task);
      change.node?.tasks.add(task);
    }
    if (change.state !== undefined && change.state !== task.state) task.statusUs = this.nowUs;
    Object.assign(task, change);
    this.tell({ kind: 'task', op: 'update', task });
  }

  deleteTask(task: SwarmTask): void {
    if (task.deleted) return;
    task.deleted = true;
    this.tasks.delete(task.id);
    task.node?.tasks.delete(task);
    const key = slotOf(task);
    const inSlot = task.service.slots.get(key) ?? [];
    const left = inSlot.filter((one) => one !== task);
    if (left.length === 0) task.service.slots.delete(key);
    else task.service.slots.set(key, left);
    this.tell({ kind: 'task', op: 'delete', task });
  }

  putService(service: ServiceRecord): void {
    const op = this.services.has(service.name) ? 'update' : 'create';
    this.services.set(service.name, service);
    this.tell({ kind: 'service', op, service });
  }

  deleteService(service: ServiceRecord): void {
    if (this.services.delete(service.name)) this.tell({ kind: 'service', op: 'delete', service });
  }

  putNode(node: NodeRecord): void {
    const op = this.nodes.has(node.id) ? 'update' : 'create';
    this.nodes.set(node.id, node);
    this.tell({ kind: 'node', op, node });
  }

  deleteNode(node: NodeRecord): void {
    if (this.nodes.delete(node.id)) this.tell({ kind: 'node', op: 'delete', node });
  }

  private tell(event: Exclude<StoreEvent, { kind: 'commit' }>): void {
    this.changed = true;
    this.events.push(event);
    this.watch?.(this.version, event);
  }
}
