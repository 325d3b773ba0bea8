import type { ColumnEngine, ColumnSearch } from './column-engine.js';
import { WinnerTree } from './winner-tree.js';

/** What a look at all nodes costs, in catching up with one of them. */
const WORTH = 256;

/**
 * The totals of all nodes for the pods of one template, from the last time that all were looked at: as long as the same nodes fit, only
 * those that changed are looked at again.
 */
export class RememberedTotals {
  private readonly tree = new WinnerTree();
  private readonly feasible: Int32Array;
  /** Which of the feasible nodes stands at a position; -1: none. */
  private readonly feasibleAt: Int32Array;
  private readonly byClass: Int32Array | null;
  private read: number;

  /** To be made when the engine has just searched all nodes, and found some. */
  constructor(
    private readonly engine: ColumnEngine,
    private readonly search: ColumnSearch,
  ) {
    const { window, best } = engine;
    const { count } = window;
    this.feasible = window.positions.slice(0, count);
    this.feasibleAt = new Int32Array(search.columns.nodes.length).fill(-1);
    for (let i = 0; i < count; i++) this.feasibleAt[this.feasible[i] as number] = i;
    this.tree.reset(count);
    for (let i = 0; i < count; i++) this.tree.totals[i] = best.totals[i] as number;
    this.tree.rebuild();
    this.byClass = search.kind.comparison();
    this.read = search.columns.read;
  }

  get count(): number {
    return this.feasible.length;
  }

  /** Position of the winner; -1: all nodes have to be looked at anew. */
  winner(start: number): number {
    const { search, engine } = this;
    if (start !== search.start || !engine.holds(search) || search.columns.pending(this.read) > WORTH) return -1;
    engine.prepare(search);
    for (const end = search.columns.read; this.read < end; this.read++) {
      const at = search.columns.changedAt(this.read);
      const which = this.feasibleAt[at] as number;
      if (engine.fits(search, at) !== which >= 0) return -1;
      if (which >= 0) this.tree.change(which, engine.totalAt(search, at, this.byClass));
    }
    return this.feasible[this.tree.top] as number;
  }
}
