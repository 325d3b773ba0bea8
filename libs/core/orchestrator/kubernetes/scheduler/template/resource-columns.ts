import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import { evenPair, MOST } from './quick-percent.js';

/** Numbers of a node stand side by side: a pod that is like no other looks at all of them, and one line of cache holds them. */
export const STRIDE = 8;
export const CPU = 0;
export const MEMORY = 1;
export const CPU_TAKEN = 2;
export const MEMORY_TAKEN = 3;
export const CPU_ASSUMED = 4;
export const MEMORY_ASSUMED = 5;
/** One divided by what the node has. */
export const PER_CPU = 6;
export const PER_MEMORY = 7;

/** CPU and memory of every node, by position. */
export class ResourceColumns {
  readonly epoch: number;
  readonly nodes: readonly NodeInfo[];
  readonly cells: Float64Array;
  readonly podsLeft: Int32Array;
  readonly evenNow: Int32Array;
  /** Every node has both, so that none drops out of a mean, and not too much for multiplying. */
  readonly whole: boolean;
  private readonly places: Int32Array;
  private read: number;

  constructor(private readonly cluster: ClusterSnapshot) {
    const { nodes, journal } = cluster;
    this.epoch = journal.epoch;
    this.read = journal.length;
    this.nodes = nodes;
    this.cells = new Float64Array(nodes.length * STRIDE);
    this.podsLeft = new Int32Array(nodes.length);
    this.evenNow = new Int32Array(nodes.length);
    this.places = new Int32Array(cluster.slots);
    nodes.forEach((node, at) => {
      this.places[node.slot] = at;
      this.look(node, at);
    });
    this.whole = nodes.every(({ allocatable: { cpu, memory } }) => cpu > 0 && memory > 0 && cpu < MOST && memory < MOST);
  }

  catchUp(): void {
    const { journal } = this.cluster;
    while (this.read < journal.length) {
      const at = this.places[journal.at(this.read++)] as number;
      this.look(this.nodes[at] as NodeInfo, at);
    }
  }

  private look({ allocatable, requested, assumedRequested, podsMax, pods }: NodeInfo, at: number): void {
    const { cells } = this;
    const from = at * STRIDE;
    cells[from + CPU] = allocatable.cpu;
    cells[from + MEMORY] = allocatable.memory;
    cells[from + CPU_TAKEN] = requested.cpu;
    cells[from + MEMORY_TAKEN] = requested.memory;
    cells[from + CPU_ASSUMED] = assumedRequested.cpu;
    cells[from + MEMORY_ASSUMED] = assumedRequested.memory;
    cells[from + PER_CPU] = 1 / allocatable.cpu;
    cells[from + PER_MEMORY] = 1 / allocatable.memory;
    this.podsLeft[at] = podsMax - pods.length;
    this.evenNow[at] = evenPair(requested.cpu / allocatable.cpu, requested.memory / allocatable.memory);
  }
}
