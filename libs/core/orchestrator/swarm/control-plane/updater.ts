import type { SwarmUpdateRule } from '#core/entry';
import { SECOND } from '#core/units';
import type { Manager } from './manager.js';
import { isOutdated } from './outdated.js';
import { isGlobal, type ServiceRecord, type ServiceVersion, type SwarmTask, type UpdateState } from './records.js';
import type { Restarts } from './restarts.js';
import { taskIdentity } from './task-identity.js';
import { TASK_STATE } from './task-state.js';
import type { Watches } from './watches.js';

type Slot = readonly SwarmTask[];

interface Parts {
  readonly manager: Manager;
  readonly restarts: Restarts;
  readonly watches: Watches;
}

/** Runs one update of each service at a time. */
export class UpdateSupervisor {
  private readonly updates = new Map<ServiceRecord, Updater>();

  constructor(private readonly parts: Parts) {}

  /** Brings these slots to the service's present version; a service that is on its way there is let be. */
  update(service: ServiceRecord, slots: readonly Slot[]): void {
    const running = this.updates.get(service);
    if (running !== undefined && !running.isOver) {
      if (running.version === service.version) return;
      running.cancel();
    }
    const updater = new Updater(service, this.parts);
    this.updates.set(service, updater);
    // A transaction of its own, after those that are under way.
    this.parts.manager.after(0, () => updater.begin(slots));
  }

  taskChanged(task: SwarmTask): void {
    if (task.state > TASK_STATE.running) this.updates.get(task.service)?.taskEnded(task);
  }

  serviceDeleted(service: ServiceRecord): void {
    this.updates.get(service)?.cancel();
    this.updates.delete(service);
  }
}

/**
 * One rolling update: workers take one outdated slot after the other; a worker is done with a slot when its new task runs or has
 * ended, and rests for the delay. New tasks that end within the monitoring period are failures. After the last slot they are
 * watched for one more period. Source: swarmkit `manager/orchestrator/update`.
 */
class Updater {
  isOver = false;
  readonly version: ServiceVersion;
  private queue: Slot[] = [];
  private dirty = 0;
  private busy = 0;
  private phase: 'handing-out' | 'working' | 'monitoring' = 'handing-out';
  private stopped = false;
  private rule: SwarmUpdateRule;
  /** When each new task was seen running; null: not yet. */
  private readonly created = new Map<SwarmTask, number | null>();
  private readonly failed = new Set<SwarmTask>();
  /** Failures that happen while the last slots are worked on are looked at after that. */
  private readonly unread: SwarmTask[] = [];
  private readonly undo = new Set<() => void>();

  constructor(
    private readonly service: ServiceRecord,
    private readonly parts: Parts,
  ) {
    this.version = service.version;
    this.rule = service.version.spec.update;
  }

  begin(slots: readonly Slot[]): void {
    const { service } = this;
    const status = service.updateStatus?.state;
    if (this.isOver || status === 'paused' || status === 'rollback_paused') return this.end();
    const dirty = slots.filter((slot) => slot.length > 1 || slot.some((task) => isOutdated(service, task)));
    if (dirty.length === 0) {
      if (status === 'updating' || status === 'rollback_started') this.complete();
      return this.end();
    }
    if (service.updateStatus === null) this.setStatus('updating', 'update in progress');
    this.rule = this.isRollback ? service.version.spec.rollback : service.version.spec.update;
    this.dirty = dirty.length;
    this.queue = this.parts.manager.chance.shuffle([...dirty]);
    const workers = Math.min(this.rule.parallelism === 0 ? dirty.length : this.rule.parallelism, dirty.length);
    for (let i = 0; i < workers; i++) this.nextSlot();
  }

  cancel(): void {
    this.stopped = true;
    this.end();
  }

  taskEnded(task: SwarmTask): void {
    if (this.isOver || this.rule.failureAction === 'continue') return;
    if (this.phase === 'working') this.unread.push(task);
    else this.countFailure(task);
  }

  private get isRollback(): boolean {
    return this.service.updateStatus?.state === 'rollback_started';
  }

  private get monitorUs(): number {
    const { monitorUs, delayUs } = this.rule;
    return monitorUs <= delayUs ? delayUs + SECOND : monitorUs;
  }

  private nextSlot(): void {
    const slot = this.stopped ? undefined : this.queue.shift();
    if (slot === undefined) {
      if (this.busy === 0) this.allDone();
      return;
    }
    if (this.queue.length === 0 && this.phase === 'handing-out') this.phase = 'working';
    this.busy += 1;
    const current = slot.filter((task) => !isOutdated(this.service, task));
    const existing = current.find((task) => task.desired === TASK_STATE.running) ?? current.findLast((task) => task.desired < TASK_STATE.running);
    if (existing === undefined) this.replace(slot);
    else this.useExisting(slot, existing);
  }

  /** The slot has what it shall have, or failed to: rest, then go on. */
  private slotDone(): void {
    if (this.isOver) return;
    const next = () => {
      this.busy -= 1;
      this.nextSlot();
    };
    if (this.rule.delayUs > 0) this.later(this.rule.delayUs, next);
    else next();
  }

  private replace(slot: Slot): void {
    const { manager, restarts } = this.parts;
    const [first] = slot;
    // Somebody else has replaced the slot's tasks since the update began, with the new version.
    if (first === undefined || slot.every(isOver)) return this.slotDone();
    const task = manager.newTask(this.service, first.slot, isGlobal(this.service) ? first.node : null, TASK_STATE.ready);
    this.created.set(task, null);
    const startFirst = this.rule.order === 'start-first';
    const old = startFirst ? null : this.removeOld(slot);
    manager.store.commit();
    const started = restarts.delayStart(old, task, 0, !startFirst);
    started.done.push(() => this.waitForTask(task, startFirst ? slot : []));
  }

  private waitForTask(task: SwarmTask, stopThen: Slot): void {
    if (this.isOver) return;
    const { manager, watches } = this.parts;
    const unwatch = watches.task(task, () => {
      if (!task.deleted && task.state < TASK_STATE.running) return;
      unwatch();
      this.undo.delete(unwatch);
      this.created.set(task, manager.nowUs);
      if (task.state === TASK_STATE.running && stopThen.length > 0) {
        this.removeOld(stopThen);
        manager.store.commit();
      }
      this.slotDone();
    });
    this.undo.add(unwatch);
  }

  private useExisting(slot: Slot, existing: SwarmTask): void {
    const others = slot.filter((task) => task !== existing);
    const { manager, restarts } = this.parts;
    const old = this.removeOld(others);
    manager.store.commit();
    if (existing.desired >= TASK_STATE.running) return this.slotDone();
    restarts.delayStart(old, existing, 0, true).done.push(() => this.slotDone());
  }

  /** Tells those that are wanted to end; gives the last of them. */
  private removeOld(slot: Slot): SwarmTask | null {
    let last: SwarmTask | null = null;
    for (const task of slot) {
      if (isOver(task)) continue;
      this.parts.manager.shutDown(task, TASK_STATE.shutdown, 'pod-deleted', 'replaced by an update');
      last = task;
    }
    return last;
  }

  private allDone(): void {
    if (this.stopped) return this.end();
    this.phase = 'monitoring';
    this.later(this.monitorUs, () => {
      if (this.stopped) return;
      this.complete();
      this.end();
    });
    for (const task of this.unread.splice(0)) this.countFailure(task);
  }

  private countFailure(task: SwarmTask): void {
    if (this.stopped || this.failed.has(task)) return;
    const startedUs = this.created.get(task);
    if (startedUs === undefined || (startedUs !== null && this.parts.manager.nowUs - startedUs > this.monitorUs)) return;
    this.failed.add(task);
    const { failureAction, maxFailureRatio } = this.rule;
    if (Math.fround(this.failed.size / this.dirty) <= Math.fround(maxFailureRatio)) return;
    this.stopped = true;
    const what = `due to failure or early termination of task ${taskIdentity(task)}`;
    if (this.isRollback) this.setStatus('rollback_paused', `rollback paused ${what}`);
    else if (failureAction === 'pause') this.setStatus('paused', `update paused ${what}`);
    else this.rollBack(`update rolled back ${what}`);
    if (this.busy === 0) this.end();
  }

  private rollBack(message: string): void {
    const { manager } = this.parts;
    const { service } = this;
    if (service.previous === null) return;
    this.setStatus('rollback_started', message);
    // The specification goes back in the next transaction; the orchestrator takes it from there.
    manager.after(0, () => {
      if (service.previous === null) return;
      service.version = service.previous;
      service.previous = null;
      manager.store.putService(service);
      manager.store.commit();
    });
  }

  private complete(): void {
    if (this.isRollback) this.setStatus('rollback_completed', 'rollback completed');
    else this.setStatus('completed', 'update completed');
  }

  private setStatus(state: UpdateState, message: string): void {
    const { manager } = this.parts;
    if (!manager.store.services.has(this.service.name)) return;
    this.service.updateStatus = { state, message };
    manager.store.putService(this.service);
    manager.store.commit();
    manager.note(NOTES[state], this.service.name, message);
  }

  private later(delayUs: number, run: () => void): void {
    const cancel = this.parts.manager.after(delayUs, () => {
      this.undo.delete(cancel);
      run();
    });
    this.undo.add(cancel);
  }

  private end(): void {
    this.isOver = true;
    for (const undo of this.undo) undo();
    this.undo.clear();
  }
}

const isOver = (task: SwarmTask): boolean => task.deleted || task.desired > TASK_STATE.running;

const NOTES = {
  updating: 'rollout-started',
  paused: 'rollout-stalled',
  completed: 'rollout-finished',
  rollback_started: 'rolled-back',
  rollback_paused: 'rollout-stalled',
  rollback_completed: 'rollout-finished',
} as const;
