import type { NodeFacts, NodeId } from '#core/cluster';
import { HOUR, MILLISECOND, SECOND } from '#core/units';
import type { Manager } from './manager.js';
import type { NodeRecord } from './records.js';
import { nodeLabels } from './swarm-node-of.js';
import { TASK_STATE } from './task-state.js';

export const HEARTBEAT_US = 5 * SECOND;
/** Each agent is told a period that lies so much around the usual one. */
const HEARTBEAT_SPREAD_US = 500 * MILLISECOND;
/** Periods without a heartbeat after which a node is down. */
const GRACE_PERIODS = 3;
const REGISTRATION_US = 50 * MILLISECOND;
const ORPHANED_AFTER_US = 24 * HOUR;

/** Knows nodes by their heartbeats. Source: swarmkit `manager/dispatcher`. */
export class Dispatcher {
  private readonly expiry = new Map<NodeRecord, () => void>();

  constructor(
    private readonly manager: Manager,
    private readonly heartbeatUs: number = HEARTBEAT_US,
  ) {}

  /** A machine that joins later than the others is known before it is ready. */
  joined(facts: NodeFacts): void {
    const { manager } = this;
    const late = manager.nowUs > 0;
    const node: NodeRecord = {
      id: facts.id,
      facts,
      labels: nodeLabels(facts),
      state: late ? 'unknown' : 'ready',
      availability: 'active',
      message: '',
      tasks: new Set(),
    };
    manager.store.putNode(node);
    if (late) manager.after(REGISTRATION_US, () => node.state === 'unknown' && this.setState(node, 'ready', ''));
  }

  changed(facts: NodeFacts): void {
    const node = this.manager.store.nodes.get(facts.id);
    if (node === undefined) return;
    node.facts = facts;
    node.labels = nodeLabels(facts);
    this.manager.store.putNode(node);
  }

  setAvailability(id: NodeId, availability: NodeRecord['availability']): void {
    const node = this.manager.store.nodes.get(id);
    if (node === undefined || node.availability === availability) return;
    node.availability = availability;
    this.manager.store.putNode(node);
  }

  silent(id: NodeId, lastHeardUs: number): void {
    const node = this.manager.store.nodes.get(id);
    if (node === undefined || this.expiry.has(node)) return;
    const spreadUs = Math.round(((2 * this.manager.chance.uniform() - 1) * HEARTBEAT_SPREAD_US * this.heartbeatUs) / HEARTBEAT_US);
    const downUs = lastHeardUs + GRACE_PERIODS * (this.heartbeatUs + spreadUs);
    const cancel = this.manager.timers.at(Math.max(downUs, this.manager.nowUs + 1), () => this.setState(node, 'down', 'heartbeat failure'));
    this.expiry.set(node, cancel);
  }

  heard(id: NodeId): void {
    const node = this.manager.store.nodes.get(id);
    if (node === undefined) return;
    this.expiry.get(node)?.();
    this.expiry.delete(node);
    if (node.state === 'down') this.setState(node, 'ready', '');
  }

  /** The machine does not come back: nobody tells the managers, they find out by its heartbeats. */
  left(id: NodeId): void {
    this.silent(id, this.manager.nowUs);
  }

  /** `docker node rm --force`. */
  remove(id: NodeId): void {
    const { store } = this.manager;
    const node = store.nodes.get(id);
    if (node === undefined) return;
    this.expiry.get(node)?.();
    this.expiry.delete(node);
    for (const task of [...node.tasks])
      if (task.state <= TASK_STATE.running) store.updateTask(task, { state: TASK_STATE.orphaned, message: 'Task belonged to a node that has been deleted' });
    store.commit();
    store.deleteNode(node);
    store.commit();
  }

  private setState(node: NodeRecord, state: NodeRecord['state'], message: string): void {
    const { manager } = this;
    node.state = state;
    node.message = message;
    manager.store.putNode(node);
    manager.store.commit();
    if (state === 'down') manager.note('node-down', node.facts.name, message, null, node);
    else manager.note('node-up', node.facts.name, 'ready', null, node);
    if (state === 'down') manager.after(ORPHANED_AFTER_US, () => this.orphan(node));
  }

  private orphan(node: NodeRecord): void {
    if (node.state !== 'down') return;
    const { store } = this.manager;
    for (const task of node.tasks)
      if (task.state >= TASK_STATE.assigned && task.state <= TASK_STATE.running) store.updateTask(task, { state: TASK_STATE.orphaned });
    store.commit();
  }
}
