import { MILLISECOND } from '#core/units';
import type { Component } from './component.js';
import type { Manager } from './manager.js';
import { type ServiceRecord, slotOf, type SwarmTask } from './records.js';
import type { StoreEvent } from './swarm-store.js';
import { TASK_STATE } from './task-state.js';

const BATCHING_US = 250 * MILLISECOND;
const MAX_DIRTY = 1000;
/** `docker swarm update --task-history-limit`, the default. */
const HISTORY = 5;

/** Deletes tasks that were told to go and did, and those of a slot beyond the history that is kept. Source: swarmkit `orchestrator/taskreaper`. */
export class TaskReaper implements Component {
  private readonly cleanup = new Set<SwarmTask>();
  private dirty = new Map<ServiceRecord, Set<number>>();
  private dirtyCount = 0;
  private cancel: (() => void) | null = null;

  constructor(private readonly manager: Manager) {}

  handle(event: Exclude<StoreEvent, { kind: 'commit' }>): void {
    if (event.kind === 'service' && event.op === 'delete') this.dirty.delete(event.service);
    if (event.kind !== 'task' || event.op === 'delete') return;
    const { task } = event;
    if (event.op === 'create') this.markDirty(task.service, slotOf(task));
    const gone = task.state < TASK_STATE.assigned || task.state > TASK_STATE.running;
    const orphaned = task.state === TASK_STATE.orphaned && !this.manager.store.services.has(task.service.name);
    if ((task.desired === TASK_STATE.remove && gone) || orphaned) this.cleanup.add(task);
    else if (event.op === 'update') return;
    this.cancel?.();
    this.cancel = this.manager.after(this.dirtyCount + this.cleanup.size > MAX_DIRTY ? 0 : BATCHING_US, () => this.reap());
  }

  committed(): void {
    // It goes by its timer.
  }

  private markDirty(service: ServiceRecord, slot: number): void {
    const slots = this.dirty.get(service) ?? new Set();
    if (!slots.has(slot)) this.dirtyCount += 1;
    this.dirty.set(service, slots.add(slot));
  }

  private reap(): void {
    this.cancel = null;
    const { store } = this.manager;
    for (const task of this.cleanup) store.deleteTask(task);
    this.cleanup.clear();
    const dirty = this.dirty;
    this.dirty = new Map();
    this.dirtyCount = 0;
    for (const [service, slots] of dirty) for (const slot of slots) this.trim(service, slot);
    store.commit();
  }

  private trim(service: ServiceRecord, slot: number): void {
    const { maxAttempts } = service.version.spec.restart;
    const kept = maxAttempts > 0 ? maxAttempts + 1 : HISTORY;
    const tasks = service.slots.get(slot) ?? [];
    if (tasks.length <= kept) return;
    const oldestFirst = [...tasks].sort((a, b) => a.statusUs - b.statusUs || a.id - b.id);
    let surplus = tasks.length - kept;
    let alive = 0;
    for (const task of oldestFirst) {
      const over = task.state > TASK_STATE.running || (task.state < TASK_STATE.assigned && task.desired > TASK_STATE.running);
      if (!over) alive += 1;
      else if (surplus > 0) {
        this.manager.store.deleteTask(task);
        surplus -= 1;
      }
    }
    if (alive > 1) this.markDirty(service, slot);
  }
}
