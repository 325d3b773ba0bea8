import { amount } from '../snapshot/amounts.js';
import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { Topology } from '../snapshot/topology.js';
import { BLOCK, BLOCK_BITS, blocksIn } from './block.js';
import { evenPair } from './even-pair.js';
import { fixedPercent, MOST_CPU, MOST_MEMORY, ONE } from './fixed-percent.js';
import type { ScoreMemory } from './score-memory.js';
import { SIZE_STEP } from './size-step.js';

/** Size of the nodes that have none: the plugins have to be asked. */
export const NO_SIZE = -1;
/** The amounts themselves. */
export const EXACT = 6;

/** CPU, memory and free room of every node, by its position in the order in which cycles look at them; kept up to date. */
export class ResourceColumns {
  readonly epoch: number;
  readonly nodes: readonly NodeInfo[];
  readonly slots: Int32Array;
  /** NaN where no more pods may run: nothing compares with it. */
  readonly freeCpu: Float64Array;
  readonly freeMemory: Float64Array;
  /** As `fixedPercent`. */
  readonly freeCpuPercent: Int32Array;
  readonly freeMemoryPercent: Int32Array;
  /** Half of what cpu is ahead of memory; the same unit. */
  readonly lead: Int32Array;
  readonly evenNow: Int32Array;
  readonly size: Int32Array;
  /** Allocatable, requested and assumed, cpu before memory. */
  readonly exact: Float64Array;
  /** What nodes have, each pair of amounts once. */
  readonly sizes: { readonly cpu: number; readonly memory: number }[] = [];
  /** How many have no size. */
  odd = 0;
  private readonly leastCpu: Float64Array;
  private readonly leastMemory: Float64Array;
  private readonly stale: Uint8Array;
  private readonly sizeNumbers = new Map<string, number>();
  private readonly places: Int32Array;
  private readonly others = new Map<string, Float64Array>();
  private readonly ids = new Map<Topology, Int32Array>();
  /** How far the journal has been read. */
  read: number;

  /** `memory`: where the columns lie that scores are computed from; null: anywhere. */
  constructor(
    private readonly cluster: ClusterSnapshot,
    readonly memory: ScoreMemory | null,
  ) {
    const { nodes, journal } = cluster;
    this.epoch = journal.epoch;
    this.read = journal.length;
    this.nodes = nodes;
    this.slots = Int32Array.from(nodes, (node) => node.slot);
    this.freeCpu = new Float64Array(nodes.length);
    this.freeMemory = new Float64Array(nodes.length);
    this.leastCpu = new Float64Array(blocksIn(nodes.length));
    this.leastMemory = new Float64Array(blocksIn(nodes.length));
    this.stale = new Uint8Array(blocksIn(nodes.length)).fill(1);
    this.freeCpuPercent = column(memory?.freeCpuPercent, nodes.length);
    this.freeMemoryPercent = column(memory?.freeMemoryPercent, nodes.length);
    this.lead = column(memory?.lead, nodes.length);
    this.evenNow = column(memory?.evenNow, nodes.length);
    this.size = column(memory?.size, nodes.length);
    this.exact = new Float64Array(nodes.length * EXACT);
    this.places = new Int32Array(cluster.slots);
    nodes.forEach((node, at) => {
      this.places[node.slot] = at;
      this.look(node, at);
    });
  }

  catchUp(): void {
    const { journal } = this.cluster;
    while (this.read < journal.length) {
      const at = this.places[journal.at(this.read++)] as number;
      this.look(this.nodes[at] as NodeInfo, at);
    }
  }

  pending(read: number): number {
    return this.read - read;
  }

  changedAt(read: number): number {
    return this.places[this.cluster.journal.at(read)] as number;
  }

  /** Whether every node of a block has that much left, and room for a pod. */
  haveAll(block: number, cpu: number, memory: number): boolean {
    if (this.stale[block] === 1) this.findLeast(block);
    return cpu <= (this.leastCpu[block] as number) && memory <= (this.leastMemory[block] as number);
  }

  private findLeast(block: number): void {
    const { freeCpu, freeMemory } = this;
    const from = block * BLOCK;
    const to = Math.min(from + BLOCK, freeCpu.length);
    let cpu = Number.POSITIVE_INFINITY;
    let memory = Number.POSITIVE_INFINITY;
    for (let at = from; at < to; at++) {
      if ((freeCpu[at] as number) >= cpu && (freeMemory[at] as number) >= memory) continue;
      // What is no number stays the least.
      cpu = Math.min(cpu, freeCpu[at] as number);
      memory = Math.min(memory, freeMemory[at] as number);
    }
    this.leastCpu[block] = cpu;
    this.leastMemory[block] = memory;
    this.stale[block] = 0;
  }

  /** What is left of a resource beside cpu and memory. */
  free(resource: string): Float64Array {
    const known = this.others.get(resource);
    if (known !== undefined) return known;
    const column = Float64Array.from(this.nodes, (node) => roomFor(node, resource));
    this.others.set(resource, column);
    return column;
  }

  /** Numbers of a topology's values by position; -1: none. */
  idsOf(topology: Topology): Int32Array {
    const known = this.ids.get(topology);
    if (known !== undefined) return known;
    // A relabelled node makes new topologies.
    if (this.ids.size >= 16) this.ids.clear();
    const ids = this.slots.map((slot) => topology.ids[slot] as number);
    this.ids.set(topology, ids);
    return ids;
  }

  private look(node: NodeInfo, at: number): void {
    const { allocatable, requested, assumedRequested, podsMax, pods } = node;
    const { cpu, memory } = allocatable;
    const room = podsMax - pods.length > 0;
    this.stale[at >> BLOCK_BITS] = 1;
    this.freeCpu[at] = room ? cpu - requested.cpu : Number.NaN;
    this.freeMemory[at] = room ? memory - requested.memory : Number.NaN;
    for (const [resource, column] of this.others) column[at] = roomFor(node, resource);
    const { exact } = this;
    const amounts = at * EXACT;
    exact[amounts] = cpu;
    exact[amounts + 1] = memory;
    exact[amounts + 2] = requested.cpu;
    exact[amounts + 3] = requested.memory;
    exact[amounts + 4] = assumedRequested.cpu;
    exact[amounts + 5] = assumedRequested.memory;
    const usual = cpu > 0 && memory > 0 && cpu <= MOST_CPU && memory <= MOST_MEMORY && requested.cpu <= cpu && requested.memory <= memory;
    if (this.size[at] === NO_SIZE) this.odd--;
    this.size[at] = usual ? this.sizeOf(cpu, memory) : NO_SIZE;
    if (!usual) {
      this.odd++;
      return;
    }
    this.freeCpuPercent[at] = fixedPercent(cpu - assumedRequested.cpu, cpu);
    this.freeMemoryPercent[at] = fixedPercent(memory - assumedRequested.memory, memory);
    this.lead[at] = Math.round(50 * ONE * (requested.cpu / cpu - requested.memory / memory));
    this.evenNow[at] = evenPair(requested.cpu / cpu, requested.memory / memory);
  }

  private sizeOf(cpu: number, memory: number): number {
    const last = this.sizes[this.sizes.length - 1];
    if (last?.cpu === cpu && last.memory === memory) return SIZE_STEP * (this.sizes.length - 1);
    const text = `${cpu} ${memory}`;
    const known = this.sizeNumbers.get(text);
    if (known !== undefined) return known;
    const number = SIZE_STEP * this.sizes.length;
    this.sizeNumbers.set(text, number);
    this.sizes.push({ cpu, memory });
    return number;
  }
}

const roomFor = ({ allocatable, requested }: NodeInfo, resource: string): number => amount(allocatable, resource) - amount(requested, resource);

const column = (inMemory: Int32Array | undefined, nodes: number): Int32Array => inMemory?.subarray(0, nodes).fill(0) ?? new Int32Array(nodes);
