import { enlarged } from '../engine/event-queue.js';

/** Constants of this module: looking them up in `Math` costs more than what they do. */
const { min } = Math;

/**
 * One pod's claim on the cores of its node, as a processor-sharing server: everything in service gets the same rate, so one
 * number, the service attained by each so far, tells when anything finishes. Work waits in a heap by the attained service at
 * which it is done; an arrival or a completion touches this heap only.
 */
export class Share {
  /** Work in service. */
  count = 0;
  /** Service attained by whatever has been in service since the server was last empty, µs of nominal core time. */
  attained = 0;
  /** Service each gets per unit of the node's own time. */
  perUnit = 0;
  /** Thousandths of cores it gets now. */
  grantedMilli = 0;
  /** The node's own time, and the world's, up to which `attained` and `usedMilliUs` are right. */
  syncedUnits = 0;
  syncedUs = 0;
  /** Integral of cores used, thousandths × µs. */
  usedMilliUs = 0;
  /** The node's own time of the next completion; Infinity when there is no work. */
  nextUnits = Infinity;
  private finish = new Float64Array(4);
  private work = new Int32Array(4);

  constructor(
    /** Who owns it, for the caller. */
    readonly pod: number,
    /** Most that one piece of work can use: 1000 for a request. */
    readonly unitMilli: number,
    readonly limitMilli: number,
    /** CPU weight under contention: the request, at least 2 as the kernel has it. */
    readonly weight: number,
    /** Used without any work. */
    readonly idleMilli: number,
  ) {}

  get wantedMilli(): number {
    return min(this.idleMilli + this.count * this.unitMilli, this.limitMilli);
  }

  /** Work that is done first, and the attained service at which it is. */
  get firstWork(): number {
    return this.work[0] as number;
  }

  get firstFinish(): number {
    return this.finish[0] as number;
  }

  add(work: number, demandUs: number): void {
    if (this.count === 0) this.attained = 0;
    if (this.count === this.work.length) this.grow();
    this.up(this.count++, work, this.attained + demandUs);
  }

  takeFirst(): void {
    const last = --this.count;
    if (last > 0) this.down(0, this.work[last] as number, this.finish[last] as number);
  }

  private up(from: number, work: number, finish: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if ((this.finish[above] as number) <= finish) break;
      this.finish[place] = this.finish[above] as number;
      this.work[place] = this.work[above] as number;
      place = above;
    }
    this.finish[place] = finish;
    this.work[place] = work;
  }

  private down(from: number, work: number, finish: number): void {
    let place = from;
    for (let child = place * 2 + 1; child < this.count; child = place * 2 + 1) {
      if (child + 1 < this.count && (this.finish[child + 1] as number) < (this.finish[child] as number)) child++;
      if ((this.finish[child] as number) >= finish) break;
      this.finish[place] = this.finish[child] as number;
      this.work[place] = this.work[child] as number;
      place = child;
    }
    this.finish[place] = finish;
    this.work[place] = work;
  }

  private grow(): void {
    this.finish = enlarged(this.finish, new Float64Array(this.finish.length * 2));
    this.work = enlarged(this.work, new Int32Array(this.work.length * 2));
  }
}
