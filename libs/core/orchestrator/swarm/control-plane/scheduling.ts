import { MILLISECOND, SECOND } from '#core/units';
import { type GenericAssignment, NodeInfo, NodeTable, Pipeline, placeGroup, type SwarmNode } from '../scheduler/index.js';
import type { Component } from './component.js';
import { type Manager, taskName } from './manager.js';
import type { NodeRecord, ServiceVersion, SwarmTask } from './records.js';
import type { StoreEvent } from './swarm-store.js';
import { swarmNode } from './swarm-node-of.js';
import { TASK_STATE } from './task-state.js';

/** A pass begins when the store has been quiet for so long, or so long after the first change. */
const DEBOUNCE_US = 50 * MILLISECOND;
const DEBOUNCE_MAX_US = SECOND;

/** What a task takes of a node. */
interface Holding {
  readonly info: NodeInfo;
  readonly assigned: GenericAssignment;
  active: boolean;
}

/**
 * Runs the scheduler: waits until the store is quiet, confirms tasks that are bound to a node, then places the groups of pending
 * tasks, each of one version of one service. A task whose node agent has ended it frees what it held; one that was only told to end
 * holds its resources and is no longer counted. Source: swarmkit `manager/scheduler/scheduler.go`.
 */
export class Scheduling implements Component {
  private readonly infos = new Map<NodeRecord, NodeInfo>();
  /** Nodes in an order of chance, which each group looks at from a point that is drawn for it. */
  private readonly table = new NodeTable();
  private readonly ranks: number[] = [];
  private readonly records = new Map<NodeInfo, NodeRecord>();
  private readonly holdings = new Map<SwarmTask, Holding>();
  private readonly unassigned = new Set<SwarmTask>();
  private readonly preassigned = new Set<SwarmTask>();
  private readonly over = new WeakSet<SwarmTask>();
  private passNeeded = false;
  private debounceSinceUs: number | null = null;
  private cancelPass: (() => void) | null = null;

  constructor(private readonly manager: Manager) {}

  handle(event: Exclude<StoreEvent, { kind: 'commit' }>): void {
    if (event.kind === 'task') this.taskChanged(event.op, event.task);
    else if (event.kind === 'node') this.nodeChanged(event.op, event.node);
  }

  committed(): void {
    const { nowUs } = this.manager;
    if (this.debounceSinceUs === null) this.debounceSinceUs = nowUs;
    else if (nowUs - this.debounceSinceUs > DEBOUNCE_MAX_US) return;
    this.cancelPass?.();
    this.cancelPass = this.manager.after(DEBOUNCE_US, () => this.pass());
  }

  private taskChanged(op: 'create' | 'update' | 'delete', task: SwarmTask): void {
    if (op === 'delete') {
      this.forget(task);
      this.passNeeded = true;
    } else if (task.state < TASK_STATE.pending || this.over.has(task)) return;
    else if (task.state > TASK_STATE.running) this.taskOver(task);
    else if (task.node === null) {
      this.unassigned.add(task);
      this.passNeeded = true;
    } else if (task.state === TASK_STATE.pending) this.preassigned.add(task);
    else this.hold(task);
  }

  /** Failures count against the node, but not those of tasks that could run nowhere else. */
  private taskOver(task: SwarmTask): void {
    this.over.add(task);
    const info = task.node === null ? undefined : this.infos.get(task.node);
    const failed = task.state === TASK_STATE.failed || task.state === TASK_STATE.rejected;
    if (failed && !task.preassigned) info?.taskFailed(task.version.placement, this.manager.nowUs);
    this.forget(task);
    this.passNeeded = true;
  }

  private hold(task: SwarmTask): void {
    this.unassigned.delete(task);
    this.preassigned.delete(task);
    const active = task.desired <= TASK_STATE.complete;
    const known = this.holdings.get(task);
    if (known !== undefined) {
      if (known.active !== active) known.info.setActive(task.version.placement, active);
      known.active = active;
      return;
    }
    const info = task.node === null ? undefined : this.infos.get(task.node);
    if (info === undefined) return;
    const assigned = info.addTask(task.version.placement);
    if (!active) info.setActive(task.version.placement, false);
    this.holdings.set(task, { info, assigned, active });
  }

  private forget(task: SwarmTask): void {
    this.unassigned.delete(task);
    this.preassigned.delete(task);
    const holding = this.holdings.get(task);
    if (holding === undefined) return;
    this.holdings.delete(task);
    if (!holding.active) holding.info.setActive(task.version.placement, true);
    holding.info.removeTask(task.version.placement, holding.assigned);
  }

  private nodeChanged(op: 'create' | 'update' | 'delete', record: NodeRecord): void {
    const known = this.infos.get(record);
    if (op === 'delete') {
      if (known === undefined) return;
      this.infos.delete(record);
      this.records.delete(known);
      this.ranks.splice(this.table.infos.indexOf(known), 1);
      return this.table.remove(known);
    }
    this.passNeeded = true;
    const node = swarmNode(record);
    if (known !== undefined) known.update(node);
    else this.addNode(record, node);
  }

  private addNode(record: NodeRecord, node: SwarmNode): void {
    const info = new NodeInfo(node);
    this.infos.set(record, info);
    this.records.set(info, record);
    const rank = this.manager.chance.uniform();
    let at = this.ranks.length;
    while (at > 0 && (this.ranks[at - 1] ?? 0) > rank) at--;
    this.ranks.splice(at, 0, rank);
    this.table.insert(at, info);
  }

  private pass(): void {
    this.cancelPass = null;
    this.debounceSinceUs = null;
    if (this.preassigned.size > 0) this.confirmPreassigned();
    if (!this.passNeeded) return;
    this.passNeeded = false;
    for (const group of this.groups()) this.placeGroup(group);
    this.manager.store.commit();
  }

  private confirmPreassigned(): void {
    const { store } = this.manager;
    for (const task of [...this.preassigned]) {
      const info = task.node === null ? undefined : this.infos.get(task.node);
      if (info === undefined || this.dropped(task)) continue;
      const pipeline = new Pipeline(task.version.placement);
      if (pipeline.process(info)) {
        this.preassigned.delete(task);
        this.assign(task, info, info.addTask(task.version.placement), 'scheduler confirmed task can run on preassigned node');
      } else this.explainPending(task, pipeline.reasons());
    }
    store.commit();
  }

  /** Groups in an order of chance, and so their tasks. */
  private groups(): readonly (readonly SwarmTask[])[] {
    const groups = new Map<ServiceVersion, SwarmTask[]>();
    for (const task of this.unassigned) {
      const group = groups.get(task.version);
      if (group === undefined) groups.set(task.version, [task]);
      else group.push(task);
    }
    const { chance } = this.manager;
    const shuffled = groups.size > 1 ? chance.shuffle([...groups.values()]) : [...groups.values()];
    return shuffled.map((group) => (group.length > 1 ? chance.shuffle(group) : group));
  }

  private placeGroup(group: readonly SwarmTask[]): void {
    const [first] = group;
    if (first === undefined) return;
    const { length } = this.table.infos;
    const from = length > 1 ? this.manager.chance.integer(length) : 0;
    const result = placeGroup(this.table, first.version.placement, group.length, from, this.manager.nowUs);
    for (const [index, { node, assigned }] of result.placed.entries()) {
      const task = group[index] as SwarmTask;
      this.unassigned.delete(task);
      this.assign(task, node, assigned, 'scheduler assigned task to node');
    }
    for (const task of group.slice(result.placed.length)) if (!this.dropped(task)) this.explainPending(task, result.error ?? 'no suitable node');
  }

  private assign(task: SwarmTask, info: NodeInfo, assigned: GenericAssignment, message: string): void {
    const record = this.records.get(info);
    if (record === undefined) return;
    const active = task.desired <= TASK_STATE.complete;
    if (!active) info.setActive(task.version.placement, false);
    this.holdings.set(task, { info, assigned, active });
    this.manager.store.updateTask(task, { node: record, state: TASK_STATE.assigned, message, error: '' });
    this.manager.note('pod-scheduled', taskName(task), message, task, record);
  }

  /** What nobody wants any more ends without having been anywhere. */
  private dropped(task: SwarmTask): boolean {
    if (task.desired <= TASK_STATE.complete) return false;
    this.manager.store.updateTask(task, { state: TASK_STATE.shutdown, error: '' });
    return true;
  }

  private explainPending(task: SwarmTask, error: string): void {
    if (task.error === error) return;
    this.manager.store.updateTask(task, { error });
    this.manager.note('pod-unschedulable', taskName(task), error, task, task.node);
  }
}
