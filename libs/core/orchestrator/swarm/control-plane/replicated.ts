import { slotsToRemove, type SwarmSlot } from '../orchestrators/slots-to-remove.js';
import type { Component } from './component.js';
import { type Manager } from './manager.js';
import { isInvalid, type ServiceRecord, type SwarmTask } from './records.js';
import type { Restarts } from './restarts.js';
import type { StoreEvent } from './swarm-store.js';
import { TASK_STATE } from './task-state.js';
import type { UpdateSupervisor } from './updater.js';

type Slots = Map<number, readonly SwarmTask[]>;

const isReplicated = ({ version }: ServiceRecord): boolean => version.spec.mode === 'replicated';

/**
 * Keeps as many slots filled as the service has replicas: new slots get the lowest free numbers, and the fullest nodes give first.
 * Source: swarmkit `manager/orchestrator/replicated`.
 */
export class Replicated implements Component {
  private readonly services = new Set<ServiceRecord>();
  private readonly toRestart = new Map<SwarmTask, 'failed' | 'node'>();

  constructor(
    private readonly manager: Manager,
    private readonly restarts: Restarts,
    private readonly updates: UpdateSupervisor,
  ) {}

  handle(event: Exclude<StoreEvent, { kind: 'commit' }>): void {
    if (event.kind === 'service') this.serviceChanged(event.op, event.service);
    else if (event.kind === 'node') this.nodeChanged(event);
    else if (event.op === 'delete') {
      if (event.task.desired <= TASK_STATE.running && isReplicated(event.task.service)) this.services.add(event.task.service);
      this.restarts.cancel(event.task);
    } else this.taskChanged(event.task);
  }

  committed(): void {
    const { store } = this.manager;
    if (this.toRestart.size > 0) {
      for (const [task, why] of this.toRestart) {
        const wanted = !task.deleted && task.desired <= TASK_STATE.running && store.services.has(task.service.name);
        if (wanted) this.restarts.restart(task, why);
      }
      this.toRestart.clear();
      store.commit();
    }
    for (const service of this.services) this.reconcile(service);
    this.services.clear();
  }

  private serviceChanged(op: 'create' | 'update' | 'delete', service: ServiceRecord): void {
    if (!isReplicated(service)) return;
    if (op !== 'delete') this.services.add(service);
    else this.services.delete(service);
  }

  private nodeChanged({ op, node }: Extract<StoreEvent, { kind: 'node' }>): void {
    if (op !== 'delete' && !isInvalid(node)) return;
    for (const task of node.tasks)
      if (task.desired <= TASK_STATE.running && isReplicated(task.service) && !this.toRestart.has(task)) this.toRestart.set(task, 'node');
  }

  private taskChanged(task: SwarmTask): void {
    if (task.desired > TASK_STATE.running || !isReplicated(task.service)) return;
    if (task.state > TASK_STATE.running) this.toRestart.set(task, 'failed');
    else if (task.node !== null && isInvalid(task.node)) this.toRestart.set(task, 'node');
  }

  private reconcile(service: ServiceRecord): void {
    const { store } = this.manager;
    if (!store.services.has(service.name)) return;
    const { live, dead } = this.slotsOf(service);
    const wanted = service.version.spec.replicas;
    const kept = wanted < live.size ? this.scaleDown(live, wanted) : live;
    if (wanted > live.size) this.scaleUp(service, live, dead, wanted - live.size);
    for (const tasks of dead.values()) for (const task of tasks) this.remove(task, 'the slot is gone');
    store.commit();
    this.updates.update(service, [...kept.values()]);
  }

  private slotsOf(service: ServiceRecord): { live: Slots; dead: Slots } {
    const live: Slots = new Map();
    const dead: Slots = new Map();
    for (const [slot, tasks] of service.slots) {
      const updatable = this.restarts.updatable(tasks, service);
      if (updatable.length > 0) live.set(slot, updatable);
      else dead.set(slot, tasks);
    }
    return { live, dead };
  }

  private scaleUp(service: ServiceRecord, live: Slots, dead: Slots, count: number): void {
    let slot = 0;
    for (let i = 0; i < count; i++) {
      do slot += 1;
      while (live.has(slot));
      dead.delete(slot);
      this.manager.newTask(service, slot, null, TASK_STATE.running);
    }
  }

  private scaleDown(live: Slots, wanted: number): Slots {
    const slots: SwarmSlot[] = [...live].map(([slot, tasks]) => ({
      slot,
      node: tasks.length === 1 ? (tasks[0]?.node?.facts.name ?? null) : null,
      running: tasks.some((task) => task.state === TASK_STATE.running),
    }));
    const kept = new Map(live);
    for (const { slot } of slotsToRemove(slots, wanted)) {
      for (const task of kept.get(slot) ?? []) this.remove(task, 'scaled down');
      kept.delete(slot);
    }
    return kept;
  }

  private remove(task: SwarmTask, why: string): void {
    if (task.desired < TASK_STATE.remove) this.manager.shutDown(task, TASK_STATE.remove, 'pod-deleted', why);
  }
}
