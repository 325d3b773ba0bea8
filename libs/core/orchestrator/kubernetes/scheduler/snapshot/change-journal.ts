/** Longest list of changes that is worth catching up with. */
const LONGEST = 1 << 16;

/** Which nodes changed, in order, for those who keep something computed about every node. */
export class ChangeJournal {
  /** Another epoch: all that was computed before is void. */
  epoch = 0;
  private readonly slots: number[] = [];

  get length(): number {
    return this.slots.length;
  }

  at(position: number): number {
    return this.slots[position] as number;
  }

  changed(slot: number): void {
    if (this.slots.length >= LONGEST) this.restart();
    this.slots.push(slot);
  }

  /** Nodes came or went, or something changed that concerns all of them. */
  restart(): void {
    this.epoch++;
    this.slots.length = 0;
  }
}
