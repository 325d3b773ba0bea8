import type { RandomStream } from '#core/random';
import { topTie } from './heap-top.js';
import type { ScoreMemory } from './score-memory.js';

/** Who of the nodes found has the highest total; ties are drawn where there is something to draw from. */
export class BestOf {
  totals: Int32Array = new Int32Array(0);
  private tied: Int32Array = new Int32Array(0);
  private ties = 0;
  private memory: ScoreMemory | null = null;

  constructor(private readonly draws: RandomStream | null = null) {}

  /** From now on totals lie there, with room for those of all nodes; null: where they were made room for. */
  over(memory: ScoreMemory | null): void {
    this.memory = memory;
    this.totals = memory?.totals ?? new Int32Array(0);
    this.tied = memory?.tied ?? new Int32Array(0);
  }

  /** Makes room for as many totals. */
  reset(count: number): void {
    if (this.totals.length >= count) return;
    this.totals = new Int32Array(2 * count);
    this.tied = new Int32Array(2 * count);
  }

  /** That of the tied which ends on top of a heap over all, or any. */
  top(count: number): number {
    this.find(count);
    return this.tied[this.draws === null ? topTie(this.tied, this.ties) : this.draws.integer(this.ties)] as number;
  }

  private find(count: number): void {
    const { totals, tied, memory } = this;
    if (memory !== null) {
      this.ties = memory.ties(count);
      return;
    }
    let best = -(2 ** 31);
    for (let i = 0; i < count; i++) if ((totals[i] as number) > best) best = totals[i] as number;
    let ties = 0;
    for (let i = 0; i < count; i++) if (totals[i] === best) tied[ties++] = i;
    this.ties = ties;
  }
}
