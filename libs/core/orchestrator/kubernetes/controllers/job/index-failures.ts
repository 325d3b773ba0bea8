import { jobBackoffUntil } from './job-verdict.js';

interface Failures {
  /** Those that count, and all of them, forgiven ones included. */
  counted: number;
  all: number;
  lastSecond: number;
}

/** With `backoffLimitPerIndex` every index fails and waits for itself. */
export class IndexFailures {
  private readonly byItem = new Map<number, Failures>();

  /** How often the item has failed with this failure, as far as it counts. */
  failed(item: number, second: number, counts: boolean): number {
    let failures = this.byItem.get(item);
    if (failures === undefined) this.byItem.set(item, (failures = { counted: 0, all: 0, lastSecond: 0 }));
    failures.all++;
    failures.lastSecond = second;
    if (counts) failures.counted++;
    return failures.counted;
  }

  /** Second before which the item is not tried again. */
  waitsUntil(item: number): number {
    const failures = this.byItem.get(item);
    return failures === undefined ? 0 : jobBackoffUntil(failures.all, failures.lastSecond);
  }
}
