/**
 * Which of the tied best places a heap built over all of them would have on top. A best place beats all below it, and
 * where neither parent nor left side is best the right one is: so only the ways up from the tied places matter.
 */
export class HeapTop {
  private marks = new Int32Array(0);
  private round = 0;

  of(totals: Float64Array, count: number): number {
    let max = totals[0] as number;
    for (let i = 1; i < count; i++) if ((totals[i] as number) > max) max = totals[i] as number;
    if (this.marks.length < count) this.marks = new Int32Array(count);
    const { marks } = this;
    const mark = ++this.round;
    for (let i = 0; i < count; i++) {
      if (totals[i] !== max) continue;
      for (let up = i; marks[up] !== mark; up = (up - 1) >> 1) {
        marks[up] = mark;
        if (up === 0) break;
      }
    }
    let top = 0;
    while (totals[top] !== max) {
      const left = 2 * top + 1;
      top = marks[left] === mark ? left : left + 1;
    }
    return top;
  }
}
