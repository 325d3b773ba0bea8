import Heap from 'mnemonist/heap.js';
import type { PodRecord } from './pod-record.js';

interface Waiting {
  readonly pod: PodRecord;
  /** When it was last put in line. */
  readonly turn: number;
}

/** Pods in line: higher priority first, then who has waited longer since being put in line. */
export class PendingQueue {
  private readonly heap = new Heap<Waiting>((a, b) => b.pod.template.priority - a.pod.template.priority || a.turn - b.turn);
  private readonly queued = new Set<PodRecord>();
  private turn = 0;

  add(pod: PodRecord): void {
    if (this.queued.has(pod)) return;
    this.queued.add(pod);
    this.heap.push({ pod, turn: this.turn++ });
  }

  delete(pod: PodRecord): void {
    this.queued.delete(pod);
  }

  take(): PodRecord | undefined {
    for (let head = this.heap.pop(); head !== undefined; head = this.heap.pop()) if (this.queued.delete(head.pod)) return head.pod;
    return undefined;
  }
}
