import type { WorldEvent } from '../../world-event.js';
import type { Component } from './component.js';
import { type Manager, taskName } from './manager.js';
import { isJob, type SwarmTask } from './records.js';
import type { StoreEvent } from './swarm-store.js';
import { TASK_STATE } from './task-state.js';

type PhaseReport = Extract<WorldEvent, { kind: 'pod-phase' }>;

const KIND: Readonly<Record<'service' | 'job', string>> = { service: 'service', job: 'job' };

/**
 * Between the store and the node agents: a task that is assigned gets its image while it waits for leave to run, runs once that is
 * given, and is stopped when it shall end; what its agent says becomes its state.
 */
export class Agents implements Component {
  constructor(private readonly manager: Manager) {}

  handle(event: Exclude<StoreEvent, { kind: 'commit' }>): void {
    if (event.kind !== 'task' || event.op === 'create') return;
    const { task } = event;
    if (event.op === 'delete') return this.stop(task);
    if (task.desired > TASK_STATE.complete || task.state > TASK_STATE.running) return this.end(task);
    if (task.node === null || task.state !== TASK_STATE.assigned || task.started) return;
    const { manager } = this;
    if (task.desired < TASK_STATE.running) return manager.act({ kind: 'pull-image', node: task.node.id, image: task.version.run.image });
    task.started = true;
    const { service } = task;
    const owner = `${KIND[isJob(service) ? 'job' : 'service']}/${service.name}`;
    const work = service.job === null ? null : { job: service.job, item: task.slot };
    manager.act({ kind: 'start-pod', node: task.node.id, pod: { ...task.version.run, id: task.id, name: taskName(task), owner, work } });
  }

  committed(): void {
    // Agents are told at the event itself.
  }

  report(report: PhaseReport): void {
    const task = this.manager.store.tasks.get(report.pod);
    if (task === undefined || task.state > TASK_STATE.running) return;
    switch (report.phase) {
      case 'pulling':
        return this.advance(task, TASK_STATE.preparing, 'preparing');
      case 'starting':
        return this.advance(task, TASK_STATE.starting, 'starting');
      case 'running':
        return this.advance(
          task,
          task.version.run.startup === null ? TASK_STATE.running : TASK_STATE.starting,
          task.version.run.startup === null ? 'started' : 'starting',
        );
      case 'ready':
        return this.advance(task, TASK_STATE.running, 'started');
      case 'unready':
      case 'restarting':
        return;
      case 'pull-failed':
        return this.over(task, TASK_STATE.rejected, 'preparing', `No such image: ${task.version.run.image}`);
      case 'succeeded':
        return this.over(task, TASK_STATE.complete, 'finished', '');
      case 'failed':
        return this.failed(task, report);
      case 'gone':
        return this.gone(task, report);
    }
  }

  private advance(task: SwarmTask, state: SwarmTask['state'], message: string): void {
    if (task.state < state) this.manager.store.updateTask(task, { state, message });
  }

  private over(task: SwarmTask, state: SwarmTask['state'], message: string, error: string): void {
    this.manager.store.updateTask(task, { state, message, error });
  }

  private failed(task: SwarmTask, { exitCode, reason }: PhaseReport): void {
    if (reason.startsWith('OutOf')) return this.over(task, TASK_STATE.rejected, 'preparing', `the node refused the task: ${reason}`);
    const why = reason.endsWith('ProbeFailed') ? ': dockerexec: unhealthy container' : '';
    this.over(task, TASK_STATE.failed, 'started', `task: non-zero exit (${exitCode})${why}`);
  }

  /** Stopped as it was told, or lost with its machine. */
  private gone(task: SwarmTask, { reason }: PhaseReport): void {
    if (task.desired > TASK_STATE.complete && reason !== 'NodeLost') return this.over(task, TASK_STATE.shutdown, 'shutdown', '');
    this.manager.note('pod-lost', taskName(task), reason, task, task.node);
    this.over(task, TASK_STATE.failed, 'started', 'task: non-zero exit (255)');
  }

  private end(task: SwarmTask): void {
    if (task.started) return this.stop(task);
    // Nothing runs yet: the agent, if there is one to hear it, lets the task go at once.
    if (task.node === null || task.state < TASK_STATE.assigned || task.state > TASK_STATE.running || task.node.state === 'down') return;
    this.manager.store.updateTask(task, { state: TASK_STATE.shutdown, message: 'shutdown' });
    this.manager.store.commit();
  }

  private stop(task: SwarmTask): void {
    if (!task.started || task.stopped) return;
    task.stopped = true;
    this.manager.act({ kind: 'stop-pod', pod: task.id, graceUs: task.version.run.graceUs });
  }
}
