import type { Component } from './component.js';
import type { Manager } from './manager.js';
import type { SwarmTask } from './records.js';
import type { StoreEvent } from './swarm-store.js';
import { TASK_STATE } from './task-state.js';

/** Gives new tasks their network addresses; without that they would not be looked at by the scheduler. Takes no time. */
export class Allocator implements Component {
  private fresh: SwarmTask[] = [];

  constructor(private readonly manager: Manager) {}

  handle(event: Exclude<StoreEvent, { kind: 'commit' }>): void {
    if (event.kind === 'task' && event.op === 'create') this.fresh.push(event.task);
  }

  committed(): void {
    if (this.fresh.length === 0) return;
    const { store } = this.manager;
    for (const task of this.fresh) if (task.state === TASK_STATE.new) store.updateTask(task, { state: TASK_STATE.pending, message: 'pending task scheduling' });
    this.fresh = [];
    store.commit();
  }
}
