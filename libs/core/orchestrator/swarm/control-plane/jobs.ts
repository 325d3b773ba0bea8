import type { Component } from './component.js';
import { type Manager, taskName } from './manager.js';
import { meetsConstraints } from './outdated.js';
import { isInvalid, isJob, type ServiceRecord, type SwarmTask } from './records.js';
import type { Restarts } from './restarts.js';
import type { StoreEvent } from './swarm-store.js';
import { TASK_STATE } from './task-state.js';

/**
 * Runs jobs: of a replicated one so many tasks at once until enough have completed, numbered from 0; of a global one a task on each
 * node. A task that fails is replaced by its restart policy; one that its policy gives up is made up for by another.
 * Source: swarmkit `manager/orchestrator/jobs`.
 */
export class Jobs implements Component {
  private readonly services = new Set<ServiceRecord>();
  private readonly changed = new Set<ServiceRecord>();
  private readonly toRestart = new Map<SwarmTask, 'failed' | 'node'>();
  private nodesChanged = false;

  constructor(
    private readonly manager: Manager,
    private readonly restarts: Restarts,
  ) {}

  handle(event: Exclude<StoreEvent, { kind: 'commit' }>): void {
    if (event.kind === 'service') {
      if (!isJob(event.service)) return;
      if (event.op === 'delete') this.services.delete(event.service);
      else {
        this.services.add(event.service);
        this.changed.add(event.service);
      }
    } else if (event.kind === 'node') {
      this.nodesChanged = true;
      if (event.op === 'delete' || isInvalid(event.node))
        for (const task of event.node.tasks) if (isJob(task.service) && task.state <= TASK_STATE.running) this.toRestart.set(task, 'node');
    } else if (isJob(event.task.service)) this.taskChanged(event.op, event.task);
  }

  committed(): void {
    const { store } = this.manager;
    for (const [task, why] of this.toRestart) if (!task.deleted && this.services.has(task.service)) this.restarts.restart(task, why);
    this.toRestart.clear();
    store.commit();
    const wanted = this.nodesChanged ? [...this.services].filter((service) => service.version.spec.mode === 'global-job') : [];
    this.nodesChanged = false;
    for (const service of new Set([...this.changed, ...wanted])) if (this.services.has(service)) this.reconcile(service);
    this.changed.clear();
    store.commit();
  }

  private taskChanged(op: 'create' | 'update' | 'delete', task: SwarmTask): void {
    if (op === 'delete') this.restarts.cancel(task);
    else if (task.state === TASK_STATE.complete) this.changed.add(task.service);
    else if (task.state > TASK_STATE.running && task.desired <= TASK_STATE.complete) this.toRestart.set(task, 'failed');
    else if (task.state > TASK_STATE.running) this.changed.add(task.service);
  }

  private reconcile(service: ServiceRecord): void {
    if (service.finished) return;
    if (service.version.spec.mode === 'global-job') this.reconcileGlobal(service);
    else this.reconcileReplicated(service);
  }

  private reconcileReplicated(service: ServiceRecord): void {
    const total = service.version.spec.replicas;
    let completed = 0;
    let running = 0;
    const taken = new Set<number>();
    for (const [slot, tasks] of service.slots) {
      if (tasks.some((task) => task.state === TASK_STATE.complete)) completed += 1;
      else if (tasks.some((task) => task.desired <= TASK_STATE.complete)) running += 1;
      else continue;
      taken.add(slot);
    }
    if (completed >= total) return this.finish(service);
    const missing = Math.min(service.maxConcurrent - running, total - completed - running);
    let slot = -1;
    for (let i = 0; i < missing; i++) {
      do slot += 1;
      while (taken.has(slot));
      this.manager.newTask(service, slot, null, TASK_STATE.complete);
    }
  }

  private reconcileGlobal(service: ServiceRecord): void {
    const { store } = this.manager;
    let open = 0;
    for (const node of store.nodes.values()) {
      if (isInvalid(node) || node.availability !== 'active' || !meetsConstraints(service.version.spec.constraints, node)) continue;
      const tasks = service.slots.get(node.id) ?? [];
      if (tasks.some((task) => task.state === TASK_STATE.complete)) continue;
      open += 1;
      if (tasks.length === 0) this.manager.newTask(service, 0, node, TASK_STATE.complete);
    }
    if (open === 0 && store.nodes.size > 0) this.finish(service);
  }

  /** Its tasks stay in the history, as swarm keeps them; of a scenario's job they are cleared away. */
  private finish(service: ServiceRecord): void {
    service.finished = true;
    this.manager.note('job-finished', service.name, 'all tasks completed');
    if (service.job === null) return;
    const { store } = this.manager;
    store.deleteService(service);
    for (const tasks of [...service.slots.values()])
      for (const task of tasks)
        if (task.desired < TASK_STATE.remove) this.manager.shutDown(task, TASK_STATE.remove, 'pod-deleted', `${taskName(task)} is done`);
  }
}
