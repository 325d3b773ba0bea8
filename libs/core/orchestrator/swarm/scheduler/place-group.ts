import type { GenericAssignment, NodeInfo } from './node-info.js';
import type { LeafTree, NodeTable } from './node-table.js';
import { Pipeline } from './pipeline.js';
import { type GroupPlacement, scheduleGroup } from './schedule-group.js';
import type { SwarmTaskSpec } from './swarm-task-spec.js';

type Placed = { node: NodeInfo; assigned: GenericAssignment }[];

/**
 * Places a group as `scheduleGroup` does, from the columns of a table. What these do not hold (remembered failures, groups of
 * several tasks that spread) and groups that do not fit as a whole, whose reasons must be told, are left to it.
 */
export function placeGroup(table: NodeTable, spec: SwarmTaskSpec, count: number, from: number, nowUs: number): GroupPlacement {
  table.refresh();
  const spreads = spec.spreadPreferences.length > 0;
  const placed = (!spreads || count === 1) && table.hasNoFailures(spec, nowUs) ? fromColumns(table, spec, count, from) : null;
  if (placed !== null && placed.length === count) return { placed, pending: 0, error: null };
  for (const { node, assigned } of placed ?? []) node.removeTask(spec, assigned);
  return scheduleGroup(table.from(from), spec, count, nowUs);
}

function fromColumns(table: NodeTable, spec: SwarmTaskSpec, count: number, from: number): Placed {
  const further = furtherCheck(spec);
  if (count === 1) {
    const search = searchFor(table, spec, from, further);
    const at = spec.spreadPreferences.length === 0 ? bestRow(search, null) : spread(search, table.treeOf(spec));
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

/** What one search for a node reads. */
interface Search {
  readonly table: NodeTable;
  readonly spec: SwarmTaskSpec;
  readonly from: number;
  readonly further: Check;
  readonly eligible: Uint8Array;
  readonly tasksAt: (row: number) => number;
}

function searchFor(table: NodeTable, spec: SwarmTaskSpec, from: number, further: Check): Search {
  return { table, spec, from, further, eligible: table.eligibleFor(spec), tasksAt: tasksAt(table, spec.service) };
}

const NONE = (): number => 0;

/** How many tasks of a service a row's node has. */
function tasksAt(table: NodeTable, service: string): (row: number) => number {
  const column = table.columnOf(service);
  if (column !== undefined) return (row) => column.tasks[row] as number;
  const counts = table.countsOf(service);
  return counts === undefined ? NONE : (row) => counts.get(table.infos[row] as NodeInfo) ?? 0;
}

/** The first of the best among `rows` (null: all), from `from` on: the fewest tasks of the service, then the fewest of all. */
function bestRow({ table, spec, from, further, eligible, tasksAt: tasksOf }: Search, rows: Int32Array | null): number {
  const { active, cpu, memory, infos } = table;
  const { nanoCpus, memoryBytes } = spec.reservations;
  const fewest = table.fewestActive;
  const fewestTasks = table.columnOf(spec.service)?.fewest ?? 0;
  const length = rows === null ? infos.length : rows.length;
  let best = -1;
  let bestTasks = Number.POSITIVE_INFINITY;
  let bestActive = Number.POSITIVE_INFINITY;
  for (let i = 0, next = rows === null ? from : firstFrom(rows, from); i < length; i++, next = next + 1 >= length ? 0 : next + 1) {
    const at = rows === null ? next : (rows[next % length] as number);
    const tasks = tasksOf(at);
    if (tasks > bestTasks || (tasks === bestTasks && (active[at] as number) >= bestActive)) continue;
    if (eligible[at] === 0 || (cpu[at] as number) < nanoCpus || (memory[at] as number) < memoryBytes) continue;
    if (further !== null && !further(infos[at] as NodeInfo)) continue;
    best = at;
    bestTasks = tasks;
    bestActive = active[at] as number;
    if (tasks === fewestTasks && bestActive === fewest) return best;
  }
  return best;
}

/** Where the first row stands that is not before `from`; 0 when all are. */
function firstFrom(rows: Int32Array, from: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low === rows.length ? 0 : low;
}

/** One task into the tree: into the first branch that is behind the common target and has room; branches without room drop out. */
function spread(search: Search, tree: LeafTree): number {
  if (tree.branches.length === 0) return bestRow(search, tree.rows);
  let usable = tree.branches.map((branch) => ({ branch, tasks: tasksIn(search, branch) }));
  while (usable.length > 0) {
    const sum = usable.reduce((total, { tasks }) => total + tasks, 0) + 1;
    const target = Math.floor(sum / usable.length);
    const remainder = sum % usable.length;
    const full = new Set<LeafTree>();
    for (const { branch, tasks } of usable) {
      if (tasks > target || (tasks === target && remainder === 0)) continue;
      const at = spread(search, branch);
      if (at >= 0) return at;
      full.add(branch);
    }
    if (full.size === 0) return -1;
    usable = usable.filter(({ branch }) => !full.has(branch));
  }
  return -1;
}

function tasksIn(search: Search, { branches, rows }: LeafTree): number {
  if (search.tasksAt === NONE) return 0;
  let sum = 0;
  for (const branch of branches) sum += tasksIn(search, branch);
  for (const row of rows) sum += search.tasksAt(row);
  return sum;
}

const ACTIVE_MAX = 2 ** 20;

/** The best nodes of all, at most `count`, best first: a heap whose top is the worst that is kept. */
function bestNodes(table: NodeTable, spec: SwarmTaskSpec, count: number, from: number, further: Check): NodeInfo[] {
  const { active, cpu, memory, infos } = table;
  const { nanoCpus, memoryBytes } = spec.reservations;
  const eligible = table.eligibleFor(spec);
  const tasksOf = tasksAt(table, spec.service);
  const length = infos.length;
  const most = Math.min(count, length);
  const keys = new Float64Array(most);
  let size = 0;
  for (let i = 0, at = from; i < length; i++, at = at + 1 === length ? 0 : at + 1) {
    if (eligible[at] === 0 || (cpu[at] as number) < nanoCpus || (memory[at] as number) < memoryBytes) continue;
    const key = (tasksOf(at) * ACTIVE_MAX + (active[at] as number)) * length + i;
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
