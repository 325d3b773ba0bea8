import type { Component } from './component.js';
import { type Manager, taskName } from './manager.js';
import { meetsConstraints } from './outdated.js';
import type { NodeRecord, SwarmTask } from './records.js';
import type { StoreEvent } from './swarm-store.js';
import { swarmNode } from './swarm-node-of.js';
import { TASK_STATE } from './task-state.js';

/**
 * When a node changes, rejects those of its tasks whose constraints it no longer meets, or whose reservations no longer fit. Nodes that
 * are drained or paused are let be. Source: swarmkit `manager/orchestrator/constraintenforcer`.
 */
export class ConstraintEnforcer implements Component {
  private readonly changed = new Set<NodeRecord>();

  constructor(private readonly manager: Manager) {}

  handle(event: Exclude<StoreEvent, { kind: 'commit' }>): void {
    if (event.kind === 'node' && event.op === 'update') this.changed.add(event.node);
  }

  committed(): void {
    for (const node of this.changed) if (node.availability === 'active' && node.tasks.size > 0) this.enforce(node);
    this.changed.clear();
    this.manager.store.commit();
  }

  private enforce(node: NodeRecord): void {
    const { resources } = swarmNode(node);
    let { nanoCpus, memoryBytes } = resources;
    const generic = { ...resources.generic } as Record<string, number>;
    for (const task of node.tasks) {
      if (task.desired < TASK_STATE.assigned || task.desired > TASK_STATE.complete || task.state > TASK_STATE.running) continue;
      const { reservations } = task.version.spec;
      const wanted = Object.entries(reservations.generic);
      const fits =
        reservations.nanoCpus <= nanoCpus && reservations.memoryBytes <= memoryBytes && wanted.every(([kind, count]) => count <= (generic[kind] ?? 0));
      if (!fits || !meetsConstraints(task.service.version.spec.constraints, node)) {
        this.reject(task);
        continue;
      }
      nanoCpus -= reservations.nanoCpus;
      memoryBytes -= reservations.memoryBytes;
      for (const [kind, count] of wanted) generic[kind] = (generic[kind] ?? 0) - count;
    }
  }

  private reject(task: SwarmTask): void {
    const error = 'assigned node no longer meets constraints';
    this.manager.note('pod-evicted', taskName(task), error, task, task.node);
    this.manager.store.updateTask(task, { state: TASK_STATE.rejected, message: 'task rejected by constraint enforcer', error });
  }
}
