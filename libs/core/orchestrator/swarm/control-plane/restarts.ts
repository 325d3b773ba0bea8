import { MINUTE } from '#core/units';
import { RestartSupervisor } from '../orchestrators/restart-supervisor.js';
import type { Manager } from './manager.js';
import { isGlobal, isJob, type ServiceRecord, slotOf, type SwarmTask } from './records.js';
import { TASK_STATE } from './task-state.js';
import type { Watches } from './watches.js';

/** A replacement does not wait longer than this for the task before it to stop. */
const OLD_TASK_TIMEOUT_US = MINUTE;

interface DelayedStart {
  cancel(): void;
  /** Told when the task was started; not when that was called off. */
  readonly done: (() => void)[];
  /** Its failure before the start is dealt with after the start. */
  restartAfter: boolean;
}

/**
 * Replaces tasks that ended or lost their node: tells the old one to shut down, makes a new one that may get ready, and lets it
 * run after the delay of the restart policy and when the old one has stopped. Source: swarmkit `manager/orchestrator/restart`.
 */
export class Restarts {
  private readonly history = new RestartSupervisor();
  private readonly delays = new Map<SwarmTask, DelayedStart>();

  constructor(
    private readonly manager: Manager,
    private readonly watches: Watches,
  ) {}

  restart(task: SwarmTask, why: 'failed' | 'node' = 'failed'): void {
    const waiting = this.delays.get(task);
    if (waiting !== undefined) {
      if (!waiting.restartAfter) waiting.done.push(() => this.again(task, why));
      waiting.restartAfter = true;
      return;
    }
    if (task.desired > TASK_STATE.complete) return;
    const { manager } = this;
    const { service, node } = task;
    const text = task.error === '' ? task.message : task.error;
    manager.shutDown(task, TASK_STATE.shutdown, why === 'node' ? 'pod-evicted' : 'pod-deleted', why === 'node' ? evictionText(task) : text);
    if (!this.shouldRestart(task)) return;
    const replacement = manager.newTask(service, task.slot, isGlobal(service) ? node : null, TASK_STATE.ready);
    const delayUs = node?.availability === 'drain' ? 0 : task.version.spec.restart.delayUs;
    const waitStop = node?.state !== 'down' && task.state <= TASK_STATE.running;
    if (task.version.spec.restart.maxAttempts > 0) this.history.recordRestart(this.key(task), replacement.version.index, manager.nowUs);
    this.delayStart(task, replacement, delayUs, waitStop);
  }

  private again(task: SwarmTask, why: 'failed' | 'node'): void {
    if (task.deleted || task.desired > TASK_STATE.complete) return;
    this.restart(task, why);
    this.manager.store.commit();
  }

  shouldRestart(task: SwarmTask): boolean {
    const completed = task.state === TASK_STATE.complete;
    return this.history.shouldRestart(this.key(task), task.version.index, task.version.spec.restart, { completed }, task.statusUs);
  }

  /** Those tasks of a slot that an update has to do with: none when the slot is dead and may be filled anew. */
  updatable(slot: readonly SwarmTask[], service: ServiceRecord): readonly SwarmTask[] {
    const wanted = slot.filter((task) => task.desired <= TASK_STATE.running);
    if (wanted.length > 0) return wanted;
    if (slot.length === 0 || service.updateStatus?.state === 'rollback_started') return [];
    const newest = slot.reduce((a, b) => (b.statusUs >= a.statusUs ? b : a));
    return this.shouldRestart(newest) ? [] : [newest];
  }

  /** Lets a task run after `delayUs` and, with `waitStop`, when the old one has stopped or has lost its node. */
  delayStart(old: SwarmTask | null, task: SwarmTask, delayUs: number, waitStop: boolean): DelayedStart {
    this.cancel(task);
    const { manager } = this;
    const undo: (() => void)[] = [];
    let stopped = !waitStop || old === null || old.state > TASK_STATE.running;
    let delayed = delayUs === 0;
    const delay: DelayedStart = { done: [], restartAfter: false, cancel: () => undo.splice(0).forEach((one) => one()) };
    const check = () => {
      if (!stopped || !delayed) return;
      delay.cancel();
      undo.push(manager.after(0, () => this.start(task, delay)));
    };
    if (!delayed) {
      undo.push(
        manager.after(delayUs, () => {
          delayed = true;
          check();
        }),
      );
    }
    if (!stopped && old !== null) {
      const ended = () => {
        stopped = true;
        check();
      };
      undo.push(manager.after(OLD_TASK_TIMEOUT_US, ended));
      undo.push(this.watches.task(old, () => (old.deleted || old.state > TASK_STATE.running) && ended()));
      const { node } = old;
      if (node !== null) undo.push(this.watches.node(node, () => (node.state === 'down' || !manager.store.nodes.has(node.id)) && ended()));
    }
    this.delays.set(task, delay);
    check();
    return delay;
  }

  cancel(task: SwarmTask): void {
    this.delays.get(task)?.cancel();
    this.delays.delete(task);
  }

  private start(task: SwarmTask, delay: DelayedStart): void {
    this.delays.delete(task);
    const desired = isJob(task.service) ? TASK_STATE.complete : TASK_STATE.running;
    if (!task.deleted && task.desired < desired) this.manager.store.updateTask(task, { desired });
    this.manager.store.commit();
    for (const done of delay.done) done();
  }

  private key(task: SwarmTask): string {
    return `${task.service.name}/${slotOf(task)}`;
  }
}

function evictionText({ node }: SwarmTask): string {
  if (node?.state === 'down') return `node ${node.facts.name} is down: ${node.message}`;
  return `node ${node?.facts.name ?? ''} is drained`;
}
