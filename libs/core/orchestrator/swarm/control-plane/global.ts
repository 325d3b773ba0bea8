import type { Component } from './component.js';
import type { Manager } from './manager.js';
import { meetsConstraints } from './outdated.js';
import { isInvalid, type NodeRecord, type ServiceRecord, type SwarmTask } from './records.js';
import type { Restarts } from './restarts.js';
import type { StoreEvent } from './swarm-store.js';
import { TASK_STATE } from './task-state.js';
import type { UpdateSupervisor } from './updater.js';

const isGlobalService = ({ version }: ServiceRecord): boolean => version.spec.mode === 'global';

/** One task on every node that meets the constraints. Source: swarmkit `manager/orchestrator/global`. */
export class Global implements Component {
  private readonly services = new Set<ServiceRecord>();
  private readonly changedServices = new Set<ServiceRecord>();
  private readonly changedNodes = new Set<NodeRecord>();
  private readonly removedNodes = new Set<NodeRecord>();
  private readonly toRestart = new Set<SwarmTask>();

  constructor(
    private readonly manager: Manager,
    private readonly restarts: Restarts,
    private readonly updates: UpdateSupervisor,
  ) {}

  handle(event: Exclude<StoreEvent, { kind: 'commit' }>): void {
    if (event.kind === 'node') {
      if (event.op === 'delete') this.removedNodes.add(event.node);
      else this.changedNodes.add(event.node);
    } else if (event.kind === 'service') this.serviceChanged(event);
    else if (isGlobalService(event.task.service)) this.taskChanged(event);
  }

  committed(): void {
    const { store } = this.manager;
    for (const task of this.toRestart) this.restart(task);
    this.toRestart.clear();
    store.commit();
    for (const node of this.removedNodes) for (const task of [...node.tasks]) if (isGlobalService(task.service)) store.deleteTask(task);
    this.removedNodes.clear();
    for (const service of this.changedServices) this.reconcile(service, [...store.nodes.values()]);
    this.changedServices.clear();
    for (const node of this.changedNodes) this.nodeChanged(node);
    this.changedNodes.clear();
    store.commit();
  }

  private serviceChanged({ op, service }: Extract<StoreEvent, { kind: 'service' }>): void {
    if (!isGlobalService(service)) return;
    if (op === 'delete') {
      this.services.delete(service);
      this.changedServices.delete(service);
      return;
    }
    this.services.add(service);
    this.changedServices.add(service);
  }

  private taskChanged({ op, task }: Extract<StoreEvent, { kind: 'task' }>): void {
    if (op === 'delete') {
      if (task.desired <= TASK_STATE.running && task.node !== null) this.changedNodes.add(task.node);
      this.restarts.cancel(task);
    } else if (task.desired <= TASK_STATE.running && task.state > TASK_STATE.running) this.toRestart.add(task);
  }

  private nodeChanged(node: NodeRecord): void {
    if (!this.manager.store.nodes.has(node.id)) return;
    if (isInvalid(node)) {
      const why = node.state === 'down' ? `node ${node.facts.name} is down: ${node.message}` : `node ${node.facts.name} is drained`;
      for (const task of node.tasks) if (isGlobalService(task.service)) this.end(task, 'pod-evicted', why);
      return;
    }
    for (const service of this.services) this.reconcile(service, [node]);
  }

  private restart(task: SwarmTask): void {
    const { service, node } = task;
    if (task.deleted || task.desired > TASK_STATE.running || node === null || isInvalid(node)) return;
    if (!this.services.has(service)) return;
    if (node.availability === 'pause' || !meetsConstraints(service.version.spec.constraints, node))
      this.end(task, 'pod-deleted', 'the node takes no new tasks');
    else this.restarts.restart(task);
  }

  private reconcile(service: ServiceRecord, nodes: readonly NodeRecord[]): void {
    const slots: (readonly SwarmTask[])[] = [];
    for (const node of nodes) {
      if (isInvalid(node)) continue;
      const tasks = this.restarts.updatable(service.slots.get(node.id) ?? [], service);
      if (!meetsConstraints(service.version.spec.constraints, node)) {
        for (const task of tasks) this.end(task, 'pod-deleted', 'the node does not meet the constraints');
      } else if (node.availability === 'pause') continue;
      else if (tasks.length === 0) this.manager.newTask(service, 0, node, TASK_STATE.running);
      else slots.push(tasks);
    }
    this.manager.store.commit();
    if (slots.length > 0) this.updates.update(service, slots);
  }

  private end(task: SwarmTask, why: 'pod-deleted' | 'pod-evicted', text: string): void {
    if (task.desired <= TASK_STATE.running) this.manager.shutDown(task, TASK_STATE.shutdown, why, text);
  }
}
