import { NEVER } from '#core/units';
import Heap from 'mnemonist/heap.js';

interface Timer {
  readonly atUs: number;
  readonly sequence: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Timers in order of their time, then of their making. */
export class TimerQueue {
  private readonly heap = new Heap<Timer>((a, b) => a.atUs - b.atUs || a.sequence - b.sequence);
  private sequence = 0;

  /** Returns what undoes it. */
  at(atUs: number, run: () => void): () => void {
    const timer: Timer = { atUs, sequence: this.sequence++, run, cancelled: false };
    this.heap.push(timer);
    return () => {
      timer.cancelled = true;
    };
  }

  get nextUs(): number {
    for (let head = this.heap.peek(); head !== undefined; head = this.heap.peek()) {
      if (!head.cancelled) return head.atUs;
      this.heap.pop();
    }
    return NEVER;
  }

  /** Runs every timer that is due, those set on the way included. */
  runDue(nowUs: number): void {
    while (this.nextUs <= nowUs) this.heap.pop()?.run();
  }
}
