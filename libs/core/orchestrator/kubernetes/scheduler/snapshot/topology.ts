import type { NodeInfo } from './node-info.js';

/** The values of one label key over the nodes, numbered. */
export interface Topology {
  /** Number of a node's value by its slot; -1 where the label is missing. */
  readonly ids: Int32Array;
  readonly values: number;
  /** Every node has the label. */
  readonly complete: boolean;
  /** Some node's value is the empty text, which is also what a missing one counts as. */
  readonly hasEmpty: boolean;
}

/** Numbers topology values once, until a node comes, goes or is relabelled. */
export class Topologies {
  private readonly byKey = new Map<string, Topology>();

  constructor(
    private readonly nodes: () => Iterable<NodeInfo>,
    private readonly slots: () => number,
  ) {}

  of(key: string): Topology {
    const known = this.byKey.get(key);
    if (known) return known;
    const topology = this.number(key);
    this.byKey.set(key, topology);
    return topology;
  }

  forgetAll(): void {
    this.byKey.clear();
  }

  private number(key: string): Topology {
    const numbers = new Map<string, number>();
    const ids = new Int32Array(this.slots()).fill(-1);
    let complete = true;
    for (const node of this.nodes()) {
      const value = node.labels.get(key);
      if (value === undefined) {
        complete = false;
        continue;
      }
      const id = numbers.get(value) ?? numbers.size;
      numbers.set(value, id);
      ids[node.slot] = id;
    }
    return { ids, values: numbers.size, complete, hasEmpty: numbers.has('') };
  }
}
