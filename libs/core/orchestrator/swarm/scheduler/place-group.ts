import type { GenericAssignment, NodeInfo } from './node-info.js';
import type { NodeTable } from './node-table.js';
import { Pipeline } from './pipeline.js';
import { type GroupPlacement, scheduleGroup } from './schedule-group.js';
import type { SwarmTaskSpec } from './swarm-task-spec.js';

type Placed = { node: NodeInfo; assigned: GenericAssignment }[];

/**
 * Places a group as `scheduleGroup` does, from the columns of a table. What these do not hold (spread preferences, remembered failures)
 * and groups that do not fit as a whole, whose reasons must be told, are left to it.
 */
export function placeGroup(table: NodeTable, spec: SwarmTaskSpec, count: number, from: number, nowUs: number): GroupPlacement {
  table.refresh();
  const placed = spec.spreadPreferences.length === 0 && table.hasNoFailures(spec, nowUs) ? fromColumns(table, spec, count, from) : null;
  if (placed !== null && placed.length === count) return { placed, pending: 0, error: null };
  for (const { node, assigned } of placed ?? []) node.removeTask(spec, assigned);
  return scheduleGroup(table.from(from), spec, count, nowUs);
}

function fromColumns(table: NodeTable, spec: SwarmTaskSpec, count: number, from: number): Placed {
  const further = furtherCheck(spec);
  if (count === 1) {
    const at = bestNode(table, spec, from, further);
    return at < 0 ? [] : [take(table.infos[at] as NodeInfo, spec)];
  }
  return fill(bestNodes(table, spec, count, from, further), spec, count, further);
}

const take = (node: NodeInfo, spec: SwarmTaskSpec) => ({ node, assigned: node.addTask(spec) });

type Check = ((info: NodeInfo) => boolean) | null;

/** Everything but readiness, constraints, CPU and memory, where the spec asks for any of it. */
function furtherCheck(spec: SwarmTaskSpec): Check {
  const { reservations, hostPorts, maxReplicasPerNode, platforms, plugins = [] } = spec;
  const generic = Object.keys(reservations.generic).length > 0;
  if (!generic && hostPorts.length === 0 && maxReplicasPerNode === 0 && platforms.length === 0 && plugins.length === 0) return null;
  const pipeline = new Pipeline(spec);
  return (info) => pipeline.refusal(info) === undefined;
}

/** The first of the best, from `from` on: the fewest tasks of the service, then the fewest of all. */
function bestNode(table: NodeTable, spec: SwarmTaskSpec, from: number, further: Check): number {
  const { active, cpu, memory, infos } = table;
  const { nanoCpus, memoryBytes } = spec.reservations;
  const eligible = table.eligibleFor(spec);
  const counts = table.countsOf(spec.service);
  const fewest = table.fewestActive;
  const length = infos.length;
  let best = -1;
  let bestTasks = Number.POSITIVE_INFINITY;
  let bestActive = Number.POSITIVE_INFINITY;
  for (let i = 0, at = from; i < length; i++, at = at + 1 === length ? 0 : at + 1) {
    const tasks = counts === undefined ? 0 : (counts.get(infos[at] as NodeInfo) ?? 0);
    if (tasks > bestTasks || (tasks === bestTasks && (active[at] as number) >= bestActive)) continue;
    if (eligible[at] === 0 || (cpu[at] as number) < nanoCpus || (memory[at] as number) < memoryBytes) continue;
    if (further !== null && !further(infos[at] as NodeInfo)) continue;
    best = at;
    bestTasks = tasks;
    bestActive = active[at] as number;
    if (tasks === 0 && bestActive === fewest) return best;
  }
  return best;
}

const ACTIVE_MAX = 2 ** 20;

/** The best nodes of all, at most `count`, best first: a heap whose top is the worst that is kept. */
function bestNodes(table: NodeTable, spec: SwarmTaskSpec, count: number, from: number, further: Check): NodeInfo[] {
  const { active, cpu, memory, infos } = table;
  const { nanoCpus, memoryBytes } = spec.reservations;
  const eligible = table.eligibleFor(spec);
  const counts = table.countsOf(spec.service);
  const length = infos.length;
  const most = Math.min(count, length);
  const keys = new Float64Array(most);
  let size = 0;
  for (let i = 0, at = from; i < length; i++, at = at + 1 === length ? 0 : at + 1) {
    if (eligible[at] === 0 || (cpu[at] as number) < nanoCpus || (memory[at] as number) < memoryBytes) continue;
    const tasks = counts === undefined ? 0 : (counts.get(infos[at] as NodeInfo) ?? 0);
    const key = (tasks * ACTIVE_MAX + (active[at] as number)) * length + i;
    if (size === most && key > (keys[0] as number)) continue;
    if (further !== null && !further(infos[at] as NodeInfo)) continue;
    if (size < most) siftUp(keys, size++, key);
    else siftDown(keys, size, key);
  }
  return Array.from(keys.subarray(0, size).sort(), (key) => infos[(from + (key % length)) % length] as NodeInfo);
}

function siftUp(keys: Float64Array, at: number, key: number): void {
  let hole = at;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    if ((keys[parent] as number) >= key) break;
    keys[hole] = keys[parent] as number;
    hole = parent;
  }
  keys[hole] = key;
}

function siftDown(keys: Float64Array, size: number, key: number): void {
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= size) break;
    if (child + 1 < size && (keys[child + 1] as number) > (keys[child] as number)) child += 1;
    if ((keys[child] as number) <= key) break;
    keys[hole] = keys[child] as number;
    hole = child;
  }
  keys[hole] = key;
}

/** Stays on a node until the next is strictly better, and after the last goes round. */
function fill(nodes: readonly NodeInfo[], spec: SwarmTaskSpec, count: number, further: Check): Placed {
  const placed: Placed = [];
  const { length } = nodes;
  if (length === 0) return placed;
  const { nanoCpus, memoryBytes } = spec.reservations;
  const fits = (info: NodeInfo): boolean => info.nanoCpus >= nanoCpus && info.memoryBytes >= memoryBytes && (further === null || further(info));
  const failed = new Uint8Array(length);
  for (let at = 0; ; ) {
    const node = nodes[at % length] as NodeInfo;
    placed.push(take(node, spec));
    if (placed.length === count) return placed;
    if (at + 1 >= length || isBetter(nodes[at + 1] as NodeInfo, node, spec.service)) at += 1;
    const from = at;
    while (failed[at % length] === 1 || !fits(nodes[at % length] as NodeInfo)) {
      failed[at % length] = 1;
      at += 1;
      if (at - from === length) return placed;
    }
  }
}

function isBetter(a: NodeInfo, b: NodeInfo, service: string): boolean {
  const difference = a.tasksOf(service) - b.tasksOf(service);
  return difference < 0 || (difference === 0 && a.activeTasks < b.activeTasks);
}
