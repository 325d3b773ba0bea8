/** Active tasks of one service on every row of a table, and the fewest of all rows. */
export class ServiceColumn {
  readonly tasks: Int32Array;
  private readonly histogram: number[] = [];
  private least = 0;

  constructor(rows: number) {
    this.tasks = new Int32Array(rows);
    this.histogram[0] = rows;
  }

  set(row: number, tasks: number): void {
    const before = this.tasks[row] as number;
    this.histogram[before] = (this.histogram[before] ?? 1) - 1;
    this.histogram[tasks] = (this.histogram[tasks] ?? 0) + 1;
    this.tasks[row] = tasks;
    this.least = Math.min(this.least, tasks);
  }

  get fewest(): number {
    while (this.least < this.histogram.length && (this.histogram[this.least] ?? 0) === 0) this.least += 1;
    return this.least;
  }
}
