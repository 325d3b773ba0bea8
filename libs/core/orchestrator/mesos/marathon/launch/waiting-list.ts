import type { Instance } from '../instances/instance.js';

/** Scheduled instances, first come, first served. */
export class WaitingList {
  private readonly present = new Set<Instance>();
  private queue: Instance[] = [];
  private head = 0;

  get size(): number {
    return this.present.size;
  }

  add(instance: Instance): void {
    this.present.add(instance);
    this.queue.push(instance);
  }

  delete(instance: Instance): boolean {
    return this.present.delete(instance);
  }

  /** Entries whose instance has left are passed over: a set with many left entries would be slow to begin. */
  get first(): Instance | undefined {
    while (this.head < this.queue.length && !this.present.has(this.queue[this.head] as Instance)) this.head++;
    if (this.head > 1024 && this.head * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    return this.queue[this.head];
  }
}
