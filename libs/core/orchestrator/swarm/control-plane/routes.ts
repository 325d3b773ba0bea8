import type { NodeId, PodId } from '#core/cluster';
import { SECOND } from '#core/units';
import type { Component } from './component.js';
import type { Manager } from './manager.js';
import { isJob, type NodeRecord, type SwarmTask } from './records.js';
import type { StoreEvent } from './swarm-store.js';
import { TASK_STATE } from './task-state.js';

/** The gossip of the overlay network gives up a node some seconds after the first heartbeat is missing, long before the managers do. */
const GOSSIP_GIVES_UP_US = 4 * SECOND;

/** Which tasks the balancer of each application sends to: those that run, are not told to end, and are on nodes that the network knows. */
export class Routes implements Component {
  private readonly serving = new Map<string, Set<SwarmTask>>();
  private readonly routed = new Map<string, readonly PodId[]>();
  private readonly changed = new Set<string>();
  private readonly lost = new Map<NodeId, 'suspected' | 'given-up'>();

  constructor(private readonly manager: Manager) {}

  handle(event: Exclude<StoreEvent, { kind: 'commit' }>): void {
    if (event.kind !== 'task') return;
    const { task } = event;
    const { app } = task.version.run;
    if (app === '' || isJob(task.service)) return;
    const serves = event.op !== 'delete' && task.state === TASK_STATE.running && task.desired === TASK_STATE.running;
    const serving = this.serving.get(app) ?? new Set();
    this.serving.set(app, serving);
    if (serving.has(task) === serves) return;
    if (serves) serving.add(task);
    else serving.delete(task);
    this.changed.add(app);
  }

  committed(): void {
    // Told once a step.
  }

  silent(node: NodeId): void {
    if (this.lost.has(node)) return;
    this.lost.set(node, 'suspected');
    this.manager.after(GOSSIP_GIVES_UP_US, () => {
      if (this.lost.get(node) !== 'suspected') return;
      this.lost.set(node, 'given-up');
      this.touch(node);
    });
  }

  heard(node: NodeId): void {
    if (this.lost.get(node) === 'given-up') this.touch(node);
    this.lost.delete(node);
  }

  tellChanges(): void {
    for (const app of this.changed) {
      const pods: PodId[] = [];
      for (const task of this.serving.get(app) ?? []) if (this.lost.get((task.node as NodeRecord).id) !== 'given-up') pods.push(task.id);
      pods.sort((a, b) => a - b);
      const before = this.routed.get(app) ?? [];
      if (pods.length === before.length && pods.every((pod, i) => pod === before[i])) continue;
      this.routed.set(app, pods);
      this.manager.act({ kind: 'route', app, pods });
    }
    this.changed.clear();
  }

  private touch(node: NodeId): void {
    for (const [app, tasks] of this.serving) for (const task of tasks) if (task.node?.id === node) this.changed.add(app);
  }
}
