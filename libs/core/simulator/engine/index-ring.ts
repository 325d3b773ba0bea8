import { enlarged } from './event-queue.js';

const NOTHING = new Int32Array(0);

/** First in, first out, of pairs of integers; grows when full, and holds no memory before something was pushed. */
export class IndexRing {
  private items = NOTHING;
  private head = 0;
  length = 0;

  push(first: number, second: number): void {
    if (this.length * 2 === this.items.length) this.grow();
    const at = ((this.head + this.length) * 2) % this.items.length;
    this.items[at] = first;
    this.items[at + 1] = second;
    this.length++;
  }

  get first(): number {
    return this.items[(this.head * 2) % this.items.length] as number;
  }

  get second(): number {
    return this.items[((this.head * 2) % this.items.length) + 1] as number;
  }

  shift(): void {
    this.head = (this.head + 1) % (this.items.length / 2);
    this.length--;
  }

  clear(): void {
    this.length = 0;
  }

  private grow(): void {
    if (this.items.length === 0) {
      this.items = new Int32Array(16);
      return;
    }
    const half = this.head * 2;
    const straight = new Int32Array(this.items.length);
    straight.set(this.items.subarray(half));
    straight.set(this.items.subarray(0, half), this.items.length - half);
    this.items = enlarged(straight, new Int32Array(straight.length * 2));
    this.head = 0;
  }
}
