import type { RandomStream } from '#core/random';
import type { Action, Note } from '../../action.js';
import type { TimerQueue } from '../../timer-queue.js';
import type { NodeRecord, ServiceRecord, SwarmTask } from './records.js';
import type { SwarmStore } from './swarm-store.js';
import { TASK_STATE } from './task-state.js';

/** What all components share. */
export class Manager {
  private actions: Action[] = [];

  constructor(
    readonly store: SwarmStore,
    readonly timers: TimerQueue,
    /** Stands for the orders that swarmkit leaves to Go's maps. */
    readonly chance: RandomStream,
  ) {}

  get nowUs(): number {
    return this.store.nowUs;
  }

  after(delayUs: number, run: () => void): () => void {
    return this.timers.at(this.nowUs + delayUs, run);
  }

  act(action: Action): void {
    this.actions.push(action);
  }

  note(what: Note['what'], subject: string, text: string, task: SwarmTask | null = null, node: NodeRecord | null = null): void {
    this.actions.push({ kind: 'note', note: { what, subject, pod: task?.id ?? null, node: node?.id ?? null, text } });
  }

  takeActions(): Action[] {
    const taken = this.actions;
    this.actions = [];
    return taken;
  }

  /** Tells a task to end for the reason given, if it was not told before. */
  shutDown(task: SwarmTask, desired: typeof TASK_STATE.shutdown | typeof TASK_STATE.remove, why: Note['what'], text: string): void {
    if (task.desired <= TASK_STATE.complete) this.note(why, taskName(task), text, task, task.node);
    this.store.updateTask(task, { desired });
  }

  newTask(service: ServiceRecord, slot: number, node: NodeRecord | null, desired: SwarmTask['desired']): SwarmTask {
    const task = this.store.createTask(service, slot, node, desired);
    this.note('pod-created', taskName(task), 'created', task, node);
    return task;
  }
}

/** `web.3`; of a global service `web.n-7c1e`. */
export const taskName = (task: SwarmTask): string => `${task.service.name}.${task.preassigned ? (task.node?.facts.name ?? task.slot) : task.slot}`;
