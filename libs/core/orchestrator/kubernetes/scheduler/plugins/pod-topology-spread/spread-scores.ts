import { ln } from '#core/random';
import type { Cycle, FoundNodes } from '../../cycle/plugin.js';
import type { SpreadConstraint } from '../../snapshot/spread-constraint.js';
import { sumsOf } from './spread-domains.js';
import { spreadBy } from './spread-matcher.js';
import { HOSTNAME } from './spread-score.js';

/** One constraint's numbers: pods by value, or by node slot for host names. */
interface Column {
  readonly constraint: SpreadConstraint;
  readonly ids: Int32Array;
  readonly byValue: Int32Array | null;
  readonly perSlot: Int32Array;
}

/** What `spreadScorer` gives, over columns. */
export class SpreadScores {
  private raw = new Float64Array(0);
  private seen = new Int32Array(0);
  private round = 0;

  /** Where the empty text is a value and also stands for missing ones it says false: they are counted together then. */
  addTo(totals: Int32Array, weight: number, cycle: Cycle, found: FoundNodes, constraints: readonly SpreadConstraint[], allKeys: boolean): boolean {
    const { cluster } = cycle;
    const topologies = constraints.map((c) => cluster.topology(c.topologyKey));
    if (topologies.some((t) => t.hasEmpty && !t.complete)) return false;
    const keys = allKeys ? constraints : [];
    const columns = constraints.map((constraint): Column => {
      const byHost = constraint.topologyKey === HOSTNAME;
      const perSlot = cluster.counts(spreadBy(constraint, cycle.pod.traits.namespace));
      const ids = found.idsOf(cluster.topology(constraint.topologyKey));
      return { constraint, ids, byValue: byHost ? null : sumsOf(cycle, constraint, keys), perSlot };
    });
    if (this.raw.length < found.count) this.raw = new Float64Array(2 * found.count);
    this.raw.fill(0, 0, found.count);
    const ignored = allKeys && topologies.some((t) => !t.complete) ? this.ignore(columns, found) : 0;
    for (const column of columns) this.addColumn(column, found, found.count - ignored);
    normalize(this.raw, totals, found.count, weight);
    return true;
  }

  /** Nodes that lack one of the keys have no score; gives how many. */
  private ignore(columns: readonly Column[], { count, positions }: FoundNodes): number {
    let ignored = 0;
    for (let i = 0; i < count; i++) {
      const at = positions[i] as number;
      if (columns.every(({ ids }) => (ids[at] as number) >= 0)) continue;
      this.raw[i] = Number.NaN;
      ignored++;
    }
    return ignored;
  }

  private addColumn(column: Column, found: FoundNodes, scored: number): void {
    const { constraint, byValue, ids } = column;
    const more = constraint.maxSkew - 1;
    // The more values a key has, the more one pod more or less says.
    if (byValue === null) addHosts(this.raw, column, found, ln(scored + 2), more);
    else addValues(this.raw, ids, byValue, found, ln(this.valuesAmong(ids, byValue.length, found) + 2), more);
  }

  /** Missing ones are one value together. */
  private valuesAmong(ids: Int32Array, values: number, { count, positions }: FoundNodes): number {
    if (this.seen.length <= values) this.seen = new Int32Array(2 * values + 2);
    const { raw, seen } = this;
    const round = ++this.round;
    let among = 0;
    for (let i = 0; i < count; i++) {
      const which = (ids[positions[i] as number] as number) + 1;
      if (seen[which] === round || raw[i] !== raw[i]) continue;
      seen[which] = round;
      among++;
    }
    return among;
  }
}

function addValues(raw: Float64Array, ids: Int32Array, byValue: Int32Array, { count, positions }: FoundNodes, each: number, more: number): void {
  for (let i = 0; i < count; i++) {
    const id = ids[positions[i] as number] as number;
    if (id < 0) continue;
    const pods = byValue[id] as number;
    // Of a value of which no node counts there are none.
    raw[i] = (raw[i] as number) + ((pods < 0 ? 0 : pods) * each + more);
  }
}

function addHosts(raw: Float64Array, { ids, perSlot }: Column, { count, positions, slots }: FoundNodes, each: number, more: number): void {
  for (let i = 0; i < count; i++) {
    const at = positions[i] as number;
    if ((ids[at] as number) >= 0) raw[i] = (raw[i] as number) + ((perSlot[slots[at] as number] as number) * each + more);
  }
}

/** Fewer is better; ignored nodes get nothing, and do not count for the extremes. */
function normalize(raw: Float64Array, totals: Int32Array, count: number, weight: number): void {
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (let i = 0; i < count; i++) {
    const score = Math.round(raw[i] as number);
    raw[i] = score;
    if (score < min) min = score;
    if (score > max) max = score;
  }
  for (let i = 0; i < count; i++) {
    const score = raw[i] as number;
    if (score !== score) continue;
    totals[i] = (totals[i] as number) + (max === 0 ? 100 : Math.floor((100 * (max + min - score)) / max)) * weight;
  }
}
