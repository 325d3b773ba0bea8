import { parseConstraint, type Constraint } from '#core/entry';
import { nodeMatches } from './constraint.js';
import { FAILURES_REMEMBERED_US, type NodeInfo, type NodeListener, versioned } from './node-info.js';
import { ServiceColumn } from './service-column.js';
import { type SpreadTree, spreadTree } from './spread-tree.js';
import type { SwarmTaskSpec } from './swarm-task-spec.js';

/** Nodes with tasks of a service from which on these are kept as a column. */
const COLUMN_FROM = 16;

/** A level of spread preferences over the rows of a table. */
export interface LeafTree {
  readonly branches: readonly LeafTree[];
  /** Of a leaf: its rows, ascending. */
  readonly rows: Int32Array;
}

function leafTree(tree: SpreadTree, at: ReadonlyMap<NodeInfo, number>): LeafTree {
  const branches = [...tree.branches.values()].map((branch) => leafTree(branch, at));
  return { branches, rows: Int32Array.from(tree.nodes, (info) => at.get(info) ?? 0).sort() };
}

/**
 * The nodes of a Swarm as columns, in the order in which a pass looks at them: what filters and order ask of every node is read from
 * arrays of numbers. Nodes tell the table when they change; columns that depend on a service's own rules are kept by their text.
 */
export class NodeTable implements NodeListener {
  readonly infos: NodeInfo[] = [];
  active = new Int32Array(0);
  cpu = new Float64Array(0);
  memory = new Float64Array(0);
  private ready = new Uint8Array(0);
  private readonly at = new Map<NodeInfo, number>();
  /** Nodes with tasks of a service, and how many. */
  private readonly counts = new Map<string, Map<NodeInfo, number>>();
  /** The same as a column, for services with tasks on many nodes. */
  private readonly columns = new Map<string, ServiceColumn>();
  private readonly trees = new Map<string, LeafTree>();
  private readonly failures = new Map<string, number>();
  /** Eligible nodes by the constraints that they meet. */
  private readonly eligible = new Map<string, Uint8Array>();
  /** How many nodes have so many active tasks: the fewest are where a search may end. */
  private histogram: number[] = [];
  private fewest = 0;
  private stale = false;

  insert(at: number, info: NodeInfo): void {
    this.infos.splice(at, 0, info);
    info.listener = this;
    this.stale = true;
  }

  remove(info: NodeInfo): void {
    const at = this.infos.indexOf(info);
    if (at < 0) return;
    this.infos.splice(at, 1);
    info.listener = null;
    for (const nodes of this.counts.values()) nodes.delete(info);
    this.stale = true;
  }

  /** The nodes from one on, round to the one before it. */
  from(start: number): NodeInfo[] {
    return start === 0 ? [...this.infos] : [...this.infos.slice(start), ...this.infos.slice(0, start)];
  }

  changed(info: NodeInfo, whole: boolean): void {
    const at = this.stale ? undefined : this.at.get(info);
    if (at === undefined) return;
    this.moved(this.active[at] as number, info.activeTasks);
    this.active[at] = info.activeTasks;
    this.cpu[at] = info.nanoCpus;
    this.memory[at] = info.memoryBytes;
    if (!whole) return;
    this.ready[at] = isReady(info);
    this.eligible.clear();
    this.trees.clear();
  }

  counted(info: NodeInfo, service: string, tasks: number): void {
    const column = this.columns.get(service);
    const at = column === undefined ? undefined : this.at.get(info);
    if (column !== undefined && at !== undefined) column.set(at, tasks);
    const nodes = this.counts.get(service);
    if (nodes !== undefined) {
      if (tasks > 0) nodes.set(info, tasks);
      else if (nodes.delete(info) && nodes.size === 0) this.forget(service);
    } else if (tasks > 0) this.counts.set(service, new Map([[info, tasks]]));
  }

  failed(version: string, nowUs: number): void {
    this.failures.set(version, nowUs);
  }

  /** No node remembers a failure of this version: the order is by counts alone. */
  hasNoFailures(spec: SwarmTaskSpec, nowUs: number): boolean {
    if (this.failures.size === 0) return true;
    const last = this.failures.get(versioned(spec));
    return last === undefined || nowUs - last >= FAILURES_REMEMBERED_US;
  }

  countsOf(service: string): ReadonlyMap<NodeInfo, number> | undefined {
    return this.counts.get(service);
  }

  /** Tasks of a service by node, where they are on so many nodes that a column is worth its room. */
  columnOf(service: string): ServiceColumn | undefined {
    const known = this.columns.get(service);
    const nodes = this.counts.get(service);
    if (known !== undefined || nodes === undefined || nodes.size < COLUMN_FROM) return known;
    const column = new ServiceColumn(this.infos.length);
    for (const [info, tasks] of nodes) column.set(this.at.get(info) ?? 0, tasks);
    this.columns.set(service, column);
    return column;
  }

  /** The nodes by the labels that a service spreads over. */
  treeOf(spec: SwarmTaskSpec): LeafTree {
    const text = spec.spreadPreferences.join('\n');
    const known = this.trees.get(text);
    if (known !== undefined) return known;
    const tree = leafTree(spreadTree(this.infos, spec), this.at);
    this.trees.set(text, tree);
    return tree;
  }

  private forget(service: string): void {
    this.counts.delete(service);
    this.columns.delete(service);
  }

  /** No node has fewer active tasks. */
  get fewestActive(): number {
    while (this.fewest < this.histogram.length && (this.histogram[this.fewest] ?? 0) === 0) this.fewest += 1;
    return this.fewest;
  }

  /** 1 for nodes that are ready and meet the constraints. */
  eligibleFor({ constraints }: SwarmTaskSpec): Uint8Array {
    if (constraints.length === 0) return this.ready;
    const text = constraints.join('\n');
    const known = this.eligible.get(text);
    if (known !== undefined) return known;
    const parsed = constraints.map(parseConstraint);
    const readable = parsed.every((one): one is Constraint => typeof one !== 'string');
    const column = readable ? this.infos.map((info, at) => (this.ready[at] === 1 && nodeMatches(parsed, info.node) ? 1 : 0)) : this.ready;
    const eligible = Uint8Array.from(column);
    this.eligible.set(text, eligible);
    return eligible;
  }

  /** Brings the columns up to date with nodes that came and went. */
  refresh(): void {
    if (!this.stale) return;
    this.stale = false;
    const { infos } = this;
    this.at.clear();
    infos.forEach((info, at) => this.at.set(info, at));
    this.active = Int32Array.from(infos, (info) => info.activeTasks);
    this.cpu = Float64Array.from(infos, (info) => info.nanoCpus);
    this.memory = Float64Array.from(infos, (info) => info.memoryBytes);
    this.ready = Uint8Array.from(infos, isReady);
    this.eligible.clear();
    this.trees.clear();
    this.columns.clear();
    this.histogram = [];
    for (const count of this.active) this.histogram[count] = (this.histogram[count] ?? 0) + 1;
    this.fewest = 0;
  }

  private moved(from: number, to: number): void {
    if (from === to) return;
    this.histogram[from] = (this.histogram[from] ?? 1) - 1;
    this.histogram[to] = (this.histogram[to] ?? 0) + 1;
    this.fewest = Math.min(this.fewest, to);
  }
}

const isReady = ({ node }: NodeInfo): number => (node.state === 'ready' && node.availability === 'active' ? 1 : 0);
