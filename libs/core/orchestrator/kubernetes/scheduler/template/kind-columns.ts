import type { Profile } from '../configuration/profile.js';
import { isRejection, type NodeFilter, type NodeScorer, type Plugin } from '../cycle/plugin.js';
import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import { BLOCK, BLOCK_BITS, blocksIn } from './block.js';

interface Weighed {
  readonly scorer: NodeScorer;
  readonly weight: number;
}

/** Local plugins whose answers change as pods come and go. */
const DEPEND_ON_PODS = new Set(['NodeResourcesFit', 'NodeResourcesBalancedAllocation', 'NodePorts']);
export const isLasting = (plugin: Plugin): boolean => plugin.local === true && !DEPEND_ON_PODS.has(plugin.name);

/** Class of the nodes that are refused. */
export const REFUSED = 0;
/** More classes than this are no classes: they are numbered anew, and if that does not help, done without. */
const MOST_CLASSES = 4096;

/**
 * What follows from the nodes themselves, for pods that all nodes treat alike: nodes fall into classes by the raw scores that are
 * compared with each other's, and have a score of their own in what is not.
 */
export class KindColumns {
  classOf = new Uint16Array(0);
  /** Weighted scores that need no normalizing; null while they are 0 everywhere. */
  sums: Int32Array | null = null;
  classes = 0;
  /** Grows when a node comes to another class. */
  version = 0;
  /** How many of a block are refused. */
  refusedIn = new Int32Array(0);
  private usable = false;
  private epoch = -1;
  private read = 0;
  private places = new Int32Array(0);
  private nodes: readonly NodeInfo[] = [];
  private filters: readonly NodeFilter[] = [];
  private plain: readonly Weighed[] = [];
  private compared: readonly Weighed[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly raws: number[][] = [];
  private seen = new Uint8Array(0);
  private totals = new Int32Array(1);

  constructor(
    private readonly cluster: ClusterSnapshot,
    private readonly profile: Profile,
    private readonly pod: PodInfo,
  ) {}

  /** False when the pod narrows the choice of nodes, or has no chance at all: nothing is kept then. */
  catchUp(): boolean {
    const { described } = this.cluster;
    if (this.epoch !== described.epoch || this.classes >= MOST_CLASSES) this.usable = this.rebuild();
    while (this.usable && this.read < described.length) {
      const at = this.places[described.at(this.read++)] as number;
      this.look(this.nodes[at] as NodeInfo, at);
    }
    return this.usable;
  }

  /** Adds the weighted scores of the nodes at these positions, compared with each other where that is asked for. */
  addTo(totals: Int32Array, positions: Int32Array, count: number): void {
    const { classOf, sums } = this;
    // Of one class alone they make no difference.
    if (this.classes > 1 && this.compared.length > 0) {
      const byClass = this.totalsAmong(positions, count);
      for (let i = 0; i < count; i++) totals[i] = (totals[i] as number) + (byClass[classOf[positions[i] as number] as number] as number);
    }
    if (sums !== null) for (let i = 0; i < count; i++) totals[i] = (totals[i] as number) + (sums[positions[i] as number] as number);
  }

  /** The scores by class as `addTo` added them last; null: they made no difference. */
  comparison(): Int32Array | null {
    return this.classes > 1 && this.compared.length > 0 ? this.totals.slice() : null;
  }

  scoreAt(at: number, byClass: Int32Array | null): number {
    return (byClass === null ? 0 : (byClass[this.classOf[at] as number] as number)) + (this.sums === null ? 0 : (this.sums[at] as number));
  }

  /** Weighted and normalized scores by class. */
  private totalsAmong(positions: Int32Array, count: number): Int32Array {
    const { seen, classOf, totals } = this;
    seen.fill(0);
    for (let i = 0; i < count; i++) seen[classOf[positions[i] as number] as number] = 1;
    const present: number[] = [];
    for (let c = 1; c <= this.classes; c++) if (seen[c] === 1) present.push(c);
    for (const c of present) totals[c] = 0;
    this.compared.forEach(({ scorer, weight }, which) => {
      const column = present.map((c) => this.raws[c]?.[which] as number);
      scorer.normalize?.(column, []);
      present.forEach((c, i) => {
        totals[c] = (totals[c] as number) + (column[i] as number) * weight;
      });
    });
    return totals;
  }

  private rebuild(): boolean {
    const { cluster, pod, profile } = this;
    const cycle = { pod, cluster };
    this.epoch = cluster.described.epoch;
    this.read = cluster.described.length;
    this.nodes = cluster.nodes;
    this.filters = [];
    for (const plugin of profile.filters) {
      const filter = isLasting(plugin) ? (plugin.prepareFilter?.(cycle) ?? null) : null;
      if (isRejection(filter) || filter?.onlyNodes) return false;
      if (filter !== null) this.filters = [...this.filters, filter];
    }
    const scorers = profile.scorers.flatMap(({ plugin, weight }): Weighed[] => {
      const scorer = isLasting(plugin) ? (plugin.prepareScore?.(cycle, this.nodes) ?? null) : null;
      return scorer === null ? [] : [{ scorer, weight }];
    });
    this.plain = scorers.filter(({ scorer }) => scorer.normalize === undefined);
    this.compared = scorers.filter(({ scorer }) => scorer.normalize !== undefined);
    this.fill();
    return this.classes < MOST_CLASSES;
  }

  private fill(): void {
    const { nodes, cluster } = this;
    this.numbers.clear();
    this.classes = 0;
    this.sums = null;
    this.classOf = new Uint16Array(nodes.length);
    this.refusedIn = new Int32Array(blocksIn(nodes.length)).fill(BLOCK);
    if (nodes.length % BLOCK > 0) this.refusedIn[this.refusedIn.length - 1] = nodes.length % BLOCK;
    this.places = new Int32Array(cluster.slots);
    nodes.forEach((node, at) => {
      this.places[node.slot] = at;
      this.look(node, at);
    });
  }

  private look(node: NodeInfo, at: number): void {
    const admitted = this.filters.every((filter) => filter.check(node) === null);
    const before = this.classOf[at];
    this.refusedIn[at >> BLOCK_BITS] = (this.refusedIn[at >> BLOCK_BITS] as number) - (before === REFUSED ? 1 : 0) + (admitted ? 0 : 1);
    this.classOf[at] = admitted ? this.classFor(this.compared.map(({ scorer }) => scorer.score(node))) : REFUSED;
    if (before !== this.classOf[at]) this.version++;
    let sum = 0;
    for (const { scorer, weight } of this.plain) sum += scorer.score(node) * weight;
    if (sum !== 0) this.sums ??= new Int32Array(this.nodes.length);
    if (this.sums !== null) this.sums[at] = sum;
  }

  private classFor(raws: number[]): number {
    const text = raws.join();
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = ++this.classes;
    this.numbers.set(text, number);
    this.raws[number] = raws;
    if (this.totals.length <= number) {
      this.totals = new Int32Array(2 * number);
      this.seen = new Uint8Array(2 * number);
    }
    return number;
  }
}
