import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../snapshot/node-info.js';

/** 0..100: how alike the two fractions are; what `evenness` says of two resources. */
export function evenPair(cpuShare: number, memoryShare: number): number {
  return Math.trunc((1 - Math.abs((Math.min(cpuShare, 1) - Math.min(memoryShare, 1)) / 2)) * 100);
}

/** CPU and memory of every node in arrays, by position: a pod that is like no other has to look at all of them. */
export class ResourceColumns {
  readonly epoch: number;
  readonly nodes: readonly NodeInfo[];
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  readonly cpuTaken: Float64Array;
  readonly memoryTaken: Float64Array;
  readonly cpuAssumed: Float64Array;
  readonly memoryAssumed: Float64Array;
  readonly podsLeft: Int32Array;
  readonly evenNow: Int32Array;
  /** Every node has both: none drops out of a mean. */
  readonly whole: boolean;
  private readonly places: Int32Array;
  private read: number;

  constructor(private readonly cluster: ClusterSnapshot) {
    const { nodes, journal } = cluster;
    const column = () => new Float64Array(nodes.length);
    this.epoch = journal.epoch;
    this.read = journal.length;
    this.nodes = nodes;
    this.cpu = column();
    this.memory = column();
    this.cpuTaken = column();
    this.memoryTaken = column();
    this.cpuAssumed = column();
    this.memoryAssumed = column();
    this.podsLeft = new Int32Array(nodes.length);
    this.evenNow = new Int32Array(nodes.length);
    this.places = new Int32Array(cluster.slots);
    nodes.forEach((node, at) => {
      this.places[node.slot] = at;
      this.look(node, at);
    });
    this.whole = nodes.every((n) => n.allocatable.cpu > 0 && n.allocatable.memory > 0);
  }

  catchUp(): void {
    const { journal } = this.cluster;
    while (this.read < journal.length) {
      const at = this.places[journal.at(this.read++)] as number;
      this.look(this.nodes[at] as NodeInfo, at);
    }
  }

  private look({ allocatable, requested, assumedRequested, podsMax, pods }: NodeInfo, at: number): void {
    this.cpu[at] = allocatable.cpu;
    this.memory[at] = allocatable.memory;
    this.cpuTaken[at] = requested.cpu;
    this.memoryTaken[at] = requested.memory;
    this.cpuAssumed[at] = assumedRequested.cpu;
    this.memoryAssumed[at] = assumedRequested.memory;
    this.podsLeft[at] = podsMax - pods.length;
    this.evenNow[at] = evenPair(requested.cpu / allocatable.cpu, requested.memory / allocatable.memory);
  }
}
