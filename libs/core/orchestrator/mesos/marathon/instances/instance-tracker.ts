import type { PodId, PodToRun } from '#core/cluster';
import { RandomStream } from '#core/random';
import type { Offer, Share } from '../../allocator/index.js';
import type { AgentRecord } from '../../master/agent-record.js';
import type { MesosMaster } from '../../master/mesos-master.js';
import type { StepContext } from '../../master/step-context.js';
import type { HealthWatch } from '../health/health-watch.js';
import type { LaunchQueue } from '../launch/launch-queue.js';
import { OverdueTasks } from '../launch/overdue-tasks.js';
import type { Condition } from '../scaling/kill-order.js';
import type { AppState } from './app-state.js';
import { type Instance, newInstance, startOver } from './instance.js';
import { podToRun } from './run-spec.js';
import type { Task, TaskState } from './task.js';

/** Whoever follows what becomes of instances. */
export interface InstanceListener {
  /** It runs, is well or ready, or is not any more. */
  changed(instance: Instance): void;
  /** Its task has ended, or nothing is to be expected of it; called before it is scheduled again. */
  ended(instance: Instance): void;
  /** It is gone. */
  removed(instance: Instance): void;
}

const CONDITION_OF: Partial<Record<TaskState, Condition>> = {
  TASK_STAGING: 'Staging',
  TASK_STARTING: 'Starting',
  TASK_FINISHED: 'Finished',
  TASK_FAILED: 'Failed',
  TASK_KILLED: 'Killed',
  TASK_GONE: 'Gone',
};
/** Conditions that make the next launch wait longer. */
const LIMIT_WORTHY: readonly Condition[] = ['Dropped', 'Error', 'Failed', 'Gone', 'Finished'];
const IS_STARTING: readonly Condition[] = ['Provisioned', 'Staging', 'Starting'];

export interface TrackerParts {
  readonly context: StepContext;
  readonly master: MesosMaster;
  readonly queue: LaunchQueue;
  readonly health: HealthWatch;
  readonly listener: InstanceListener;
}

/** Every instance there is, and the only place where one changes. */
export class InstanceTracker {
  private nextPod: PodId = 0;
  private readonly names: RandomStream;
  private readonly overdue: OverdueTasks;

  constructor(
    private readonly parts: TrackerParts,
    seed: number | string,
  ) {
    this.names = new RandomStream(seed, 'mesos/instance-names');
    this.overdue = new OverdueTasks(parts.context, (instance) => this.kill(instance, `Killing overdue ${instance.name}: not running in time`));
  }

  schedule(app: AppState, work: PodToRun['work'] = null): Instance {
    const path = app.id.slice(1).replaceAll('/', '_');
    const name = `${path}.instance-${this.names
      .integer(2 ** 32)
      .toString(16)
      .padStart(8, '0')}`;
    const instance = newInstance(app, name, work);
    app.instances.add(instance);
    this.enqueue(instance);
    return instance;
  }

  launch(instance: Instance, offer: Offer, part: Share, agent: AgentRecord): void {
    const { context, master, queue } = this.parts;
    const { spec } = instance;
    const name = `${instance.name}._app.${instance.incarnation}`;
    const { id, name: host } = agent.facts;
    const task: Task = {
      pod: instance.pod,
      name,
      role: offer.role,
      agent: id,
      view: agent.view,
      share: part,
      graceUs: spec.app.killGraceUs,
      instance,
      killed: false,
      draining: false,
      startedUs: null,
    };
    instance.task = task;
    instance.sinceUs = context.nowUs;
    this.become(instance, 'Provisioned');
    queue.remove(instance);
    instance.app.place(instance, id, agent.view);
    instance.app.lastSummary = '';
    context.note('pod-scheduled', instance.name, `Launching task ${name} on agent ${host} in role ${offer.role}`, task.pod, id);
    master.launch(task, podToRun(spec, task, instance.work));
    this.overdue.watch(instance, task);
  }

  /** Its task is asked to end; what follows depends on its goal. */
  kill(instance: Instance, text: string): void {
    const { task } = instance;
    if (task === null || task.killed) return;
    this.parts.context.note('pod-deleted', instance.name, text, task.pod, task.agent);
    this.parts.health.forget(instance);
    if (instance.condition === 'Running' || IS_STARTING.includes(instance.condition)) this.become(instance, 'Killing');
    this.parts.master.kill(task);
  }

  /** It shall not come back; one that was never launched is gone at once, and so is one that cannot be reached. */
  decommission(instance: Instance, text: string): void {
    if (instance.goal === 'Decommissioned') return;
    instance.goal = 'Decommissioned';
    if (instance.task === null || instance.condition === 'Unreachable' || instance.condition === 'UnreachableInactive') {
      this.parts.context.note('pod-deleted', instance.name, text, instance.pod);
      return this.remove(instance);
    }
    this.kill(instance, text);
  }

  /** Nothing is expected of its task any more; should it come back, it is killed. */
  expunge(instance: Instance): void {
    this.detach(instance);
    this.parts.listener.ended(instance);
    this.remove(instance);
  }

  /** Its agent has been unreachable for long enough: it does not count any more. */
  deactivate(instance: Instance): void {
    this.become(instance, 'UnreachableInactive');
    this.parts.listener.ended(instance);
  }

  taskStatus(task: Task, state: TaskState, reason: string): void {
    const { instance } = task;
    if (instance === null) {
      if (state === 'TASK_RUNNING') this.killUnknown(task);
      return;
    }
    switch (state) {
      case 'TASK_STAGING':
      case 'TASK_STARTING':
        if (IS_STARTING.includes(instance.condition)) this.become(instance, CONDITION_OF[state] as Condition);
        return;
      case 'TASK_RUNNING':
        return this.runs(instance, task);
      case 'TASK_UNREACHABLE':
        return this.unreachable(instance, reason);
      case 'TASK_FINISHED':
      case 'TASK_FAILED':
      case 'TASK_KILLED':
      case 'TASK_GONE':
        return this.terminal(instance, task, state, reason);
    }
  }

  private runs(instance: Instance, task: Task): void {
    const { context, health, listener, queue } = this.parts;
    if (task.killed) return;
    const isBack = instance.condition === 'Unreachable' || instance.condition === 'UnreachableInactive';
    if (!isBack && !IS_STARTING.includes(instance.condition)) return;
    instance.unreachableSinceUs = null;
    this.become(instance, 'Running');
    if (isBack) instance.app.place(instance, task.agent, task.view);
    if (task.startedUs === null) {
      task.startedUs = context.nowUs;
      instance.sinceUs = context.nowUs;
      health.started(instance);
      if (instance.spec.app.healthChecks.length === 0) queue.tokens.add(context.nowUs);
    }
    listener.changed(instance);
  }

  private unreachable(instance: Instance, reason: string): void {
    const { context, health, listener } = this.parts;
    const { task, spec } = instance;
    if (task === null) return;
    health.forget(instance);
    instance.app.unplace(instance, task.view);
    instance.unreachableSinceUs = context.nowUs;
    context.note('pod-lost', instance.name, `${task.name} is TASK_UNREACHABLE: ${reason}`, task.pod, task.agent);
    this.become(instance, 'Unreachable');
    const strategy = spec.app.unreachable;
    if (instance.goal === 'Decommissioned') return this.expunge(instance);
    if (strategy === null || strategy.inactiveAfterUs > 0) return listener.changed(instance);
    if (strategy.expungeAfterUs > 0) return this.deactivate(instance);
    this.detach(instance);
    listener.ended(instance);
    this.again(instance);
  }

  private terminal(instance: Instance, task: Task, state: TaskState, reason: string): void {
    const { context, queue, listener } = this.parts;
    const condition = CONDITION_OF[state] as Condition;
    const { spec, app } = instance;
    if (!task.killed && state !== 'TASK_FINISHED') context.note('pod-lost', instance.name, `${task.name} is ${state}: ${reason}`, task.pod, task.agent);
    this.become(instance, condition);
    if (task.draining) queue.delays.reset(spec.key);
    else if (LIMIT_WORTHY.includes(condition) && app.kind !== 'job') queue.delays.grow(spec.key, spec.app.backoff, context.nowUs);
    else if (condition === 'Failed') queue.delays.grow(spec.key, spec.app.backoff, context.nowUs);
    this.detach(instance);
    listener.ended(instance);
    this.again(instance);
  }

  /** With its goal still to run it is scheduled once more, in the configuration the app has now; otherwise it is gone. */
  private again(instance: Instance): void {
    const { app, condition } = instance;
    if (!app.instances.has(instance)) return;
    if (instance.goal === 'Decommissioned' || (app.kind === 'job' && condition === 'Finished')) return this.remove(instance);
    startOver(instance);
    this.enqueue(instance);
  }

  private enqueue(instance: Instance): void {
    instance.pod = this.nextPod++;
    this.parts.context.note('pod-created', instance.name, `Queued ${instance.name} for launch`, instance.pod);
    this.parts.queue.add(instance);
  }

  private remove(instance: Instance): void {
    if (!instance.app.instances.delete(instance)) return;
    this.parts.queue.remove(instance);
    this.detach(instance);
    this.parts.listener.removed(instance);
  }

  private detach(instance: Instance): void {
    const { task } = instance;
    this.parts.health.forget(instance);
    if (task === null) return;
    instance.app.unplace(instance, task.view);
    task.instance = null;
    instance.task = null;
  }

  private killUnknown(task: Task): void {
    if (task.killed) return;
    this.parts.context.note('pod-deleted', task.name, `Killing unknown task ${task.name}: its instance was expunged`, task.pod, task.agent);
    this.parts.master.kill(task);
  }

  private become(instance: Instance, condition: Condition): void {
    instance.condition = condition;
    if (IS_STARTING.includes(condition) || condition === 'Running') this.parts.queue.delays.advance(instance.spec.key, this.parts.context.nowUs);
  }
}
