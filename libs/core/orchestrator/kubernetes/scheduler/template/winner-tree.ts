/**
 * Tells which place ends on top when a heap is built over the totals, without building it: at every place of the heap
 * it wins that has the highest total, itself before its left child before its right one. One total changes: log n steps.
 */
export class WinnerTree {
  private winners = new Int32Array(0);
  totals = new Float64Array(0);
  private size = 0;

  /** To be filled in with totals, then `rebuild`. */
  reset(size: number): void {
    this.size = size;
    if (this.totals.length >= size) return;
    this.totals = new Float64Array(size);
    this.winners = new Int32Array(size);
  }

  get top(): number {
    return this.winners[0] as number;
  }

  rebuild(): void {
    for (let i = this.size - 1; i >= 0; i--) this.settle(i);
  }

  change(place: number, total: number): void {
    this.totals[place] = total;
    for (let i = place; ; i = (i - 1) >> 1) {
      this.settle(i);
      if (i === 0) return;
    }
  }

  private settle(i: number): void {
    const { winners, totals, size } = this;
    const left = 2 * i + 1;
    if (left >= size) {
      winners[i] = i;
      return;
    }
    let best = winners[left] as number;
    if (left + 1 < size) {
      const right = winners[left + 1] as number;
      if ((totals[right] as number) > (totals[best] as number)) best = right;
    }
    winners[i] = (totals[best] as number) > (totals[i] as number) ? best : i;
  }
}
