import type { TopologyBound } from '../../cycle/plugin.js';
import type { ClusterSnapshot } from '../../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import type { Topology } from '../../snapshot/topology.js';

interface Sums {
  readonly topology: Topology;
  byValue: Int32Array;
  /** Somebody else's array: copied before it is written to. */
  shared: boolean;
}

/** Numbers by topology key and value. */
export class TopologySums {
  private readonly byKey = new Map<string, Sums>();

  constructor(private readonly cluster: ClusterSnapshot) {}

  /** No sum is above zero. */
  get empty(): boolean {
    for (const { byValue } of this.byKey.values()) for (const sum of byValue) if (sum > 0) return false;
    return true;
  }

  /** Takes a whole column of counts; copies it only when more is added. */
  addAll(key: string, counts: Int32Array): void {
    const sums = this.byKey.get(key);
    if (sums === undefined) {
      this.byKey.set(key, { topology: this.cluster.topology(key), byValue: counts, shared: true });
      return;
    }
    this.own(sums);
    counts.forEach((count, id) => {
      sums.byValue[id] = (sums.byValue[id] as number) + count;
    });
  }

  add(key: string, slot: number, by: number): void {
    let sums = this.byKey.get(key);
    if (sums === undefined) {
      const topology = this.cluster.topology(key);
      sums = { topology, byValue: new Int32Array(topology.values), shared: false };
      this.byKey.set(key, sums);
    }
    const id = sums.topology.ids[slot] as number;
    if (id < 0) return;
    this.own(sums);
    sums.byValue[id] = (sums.byValue[id] as number) + by;
  }

  get(key: string, node: NodeInfo): number {
    const sums = this.byKey.get(key);
    const id = sums?.topology.ids[node.slot] ?? -1;
    return id < 0 ? 0 : (sums?.byValue[id] as number);
  }

  /** Whether any key's sum is above zero there. */
  any(node: NodeInfo): boolean {
    for (const { topology, byValue } of this.byKey.values()) {
      const id = topology.ids[node.slot] as number;
      if (id >= 0 && (byValue[id] as number) > 0) return true;
    }
    return false;
  }

  /** One for each key: values with sums between `least` and `most` pass. */
  bounds(least: number, most: number, needsValue: boolean): TopologyBound[] {
    return [...this.byKey.values()].map(({ topology, byValue }) => ({ topology, byValue, least, most, needsValue }));
  }

  private own(sums: Sums): void {
    if (sums.shared) sums.byValue = sums.byValue.slice();
    sums.shared = false;
  }
}
