import type { NodeFilter } from '../cycle/plugin.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import { BLOCK as SIZE, BLOCK_BITS as BITS } from './block.js';
import type { KindColumns } from './kind-columns.js';
import type { ResourceColumns } from './resource-columns.js';

/** A `TopologyBound` by position. */
export interface PlacedBound {
  readonly ids: Int32Array;
  readonly byValue: Int32Array;
  readonly least: number;
  readonly most: number;
  readonly needsValue: boolean;
}

/** What nodes must have and be, beside what the pod's kind asks. */
export interface Wanted {
  /** -Infinity where nothing is asked for. */
  cpu: number;
  memory: number;
  /** Other resources: what is asked, and what is left by position. */
  readonly others: { readonly amount: number; readonly free: Float64Array }[];
  readonly bounds: PlacedBound[];
  /** Filters that can only be asked node by node. */
  readonly filters: NodeFilter[];
}

const REFUSED = 0;
/** An imported constant is looked up at every use. */
const BLOCK = SIZE;
const BLOCK_BITS = BITS;

/** Nodes looked at in one go, by position, and which of those found are the first of them. */
export interface Stretch {
  readonly from: number;
  to: number;
  readonly first: number;
}

/** Positions of the nodes found feasible, in the order found. */
export class Window {
  positions = new Int32Array(0);
  /** From here on every position stands at its own place, to be copied. */
  private ownPlaces = 0;
  count = 0;
  evaluated = 0;
  readonly stretches: Stretch[] = [];

  /** As the plain cycle does: on from `start`, around, until one more than enough fits. */
  search(columns: ResourceColumns, kind: KindColumns, wanted: Wanted, start: number, goal: number): void {
    const nodes = columns.nodes.length;
    if (this.ownPlaces < nodes + BLOCK) this.makeRoom(nodes + BLOCK);
    this.count = 0;
    this.evaluated = nodes;
    this.stretches.length = 0;
    for (let done = 0, from = start; done < nodes; ) {
      const to = Math.min(from - (from % BLOCK) + BLOCK, from < start ? start : nodes);
      const found = this.sift(columns, kind, wanted, from, to);
      const stretch = { from, to, first: this.count };
      this.stretches.push(stretch);
      if (found > goal) {
        const tooMany = this.positions[goal] as number;
        stretch.to = tooMany;
        this.evaluated = tooMany >= start ? tooMany - start : tooMany + nodes - start;
        this.count = goal;
        return;
      }
      this.count = found;
      done += to - from;
      from = to === nodes ? 0 : to;
    }
  }

  private makeRoom(places: number): void {
    this.positions = new Int32Array(2 * places);
    for (let at = 0; at < places; at++) this.positions[places + at] = at;
    this.ownPlaces = places;
  }

  /** One node alone; what was found is lost. */
  passes(columns: ResourceColumns, kind: KindColumns, wanted: Wanted, at: number): boolean {
    this.count = 0;
    return this.sift(columns, kind, wanted, at, at + 1) === 1;
  }

  /** Adds those of a stretch that pass, behind those found before. */
  private sift(columns: ResourceColumns, kind: KindColumns, { cpu, memory, others, bounds, filters }: Wanted, from: number, to: number): number {
    const { positions, count } = this;
    const { classOf } = kind;
    const { freeCpu, freeMemory } = columns;
    let end = count;
    const block = from >> BLOCK_BITS;
    if (kind.refusedIn[block] === 0 && columns.haveAll(block, cpu, memory)) {
      positions.copyWithin(end, this.ownPlaces + from, this.ownPlaces + to);
      end += to - from;
    } else {
      for (let at = from; at < to; at++) {
        if (classOf[at] !== REFUSED && cpu <= (freeCpu[at] as number) && memory <= (freeMemory[at] as number)) positions[end++] = at;
      }
    }
    for (const { amount, free } of others) end = enough(positions, count, end, amount, free);
    for (const bound of bounds) end = within(positions, count, end, bound);
    for (const filter of filters) end = passing(positions, count, end, filter, columns.nodes);
    return end;
  }
}

function enough(positions: Int32Array, from: number, to: number, amount: number, free: Float64Array): number {
  let end = from;
  for (let i = from; i < to; i++) {
    const at = positions[i] as number;
    if (amount <= (free[at] as number)) positions[end++] = at;
  }
  return end;
}

function within(positions: Int32Array, from: number, to: number, { ids, byValue, least, most, needsValue }: PlacedBound): number {
  let end = from;
  for (let i = from; i < to; i++) {
    const at = positions[i] as number;
    const id = ids[at] as number;
    if (id < 0) {
      if (!needsValue) positions[end++] = at;
      continue;
    }
    const value = byValue[id] as number;
    if (value >= least && value <= most) positions[end++] = at;
  }
  return end;
}

function passing(positions: Int32Array, from: number, to: number, filter: NodeFilter, nodes: readonly NodeInfo[]): number {
  let end = from;
  for (let i = from; i < to; i++) {
    const at = positions[i] as number;
    if (filter.check(nodes[at] as NodeInfo) === null) positions[end++] = at;
  }
  return end;
}
