import { NEVER } from '#core/units';
import { EventKind } from '../engine/event-kind.js';
import type { EventQueue } from '../engine/event-queue.js';
import type { Machine } from './machine.js';

interface Pull {
  readonly machine: Machine;
  readonly image: string;
  bytesLeft: number;
  bytesPerSecond: number;
}

/**
 * Downloads under way. The registry's bandwidth is shared evenly, except that no node takes more than its network card can;
 * what it leaves goes to the others. A node pulls one image at a time.
 */
export class ImagePulls {
  private readonly pulls: Pull[] = [];
  private syncedUs = 0;
  private factorMilli = 1000;
  private readonly slot: number;

  constructor(
    private readonly queue: EventQueue,
    private readonly registryBytesPerSecond: number,
  ) {
    this.slot = queue.open(EventKind.pullDone);
  }

  start(machine: Machine, image: string, bytes: number, nowUs: number): void {
    this.advance(nowUs);
    this.pulls.push({ machine, image, bytesLeft: Math.max(1, bytes), bytesPerSecond: 0 });
    this.share(nowUs);
  }

  /** The machine went off: what it had is lost. */
  cancel(machine: Machine, nowUs: number): void {
    const at = this.pulls.findIndex((pull) => pull.machine === machine);
    if (at < 0) return;
    this.advance(nowUs);
    this.pulls.splice(at, 1);
    this.share(nowUs);
  }

  /** The registry got slower or faster, or a machine was cut off or found again. */
  retune(factorMilli: number, nowUs: number): void {
    this.advance(nowUs);
    this.factorMilli = factorMilli;
    this.share(nowUs);
  }

  get factor(): number {
    return this.factorMilli;
  }

  takeFinished(nowUs: number): readonly { readonly machine: Machine; readonly image: string }[] {
    this.advance(nowUs);
    const finished = this.pulls.filter((pull) => pull.bytesLeft < 0.5);
    for (const pull of finished) this.pulls.splice(this.pulls.indexOf(pull), 1);
    this.share(nowUs);
    return finished;
  }

  private advance(nowUs: number): void {
    for (const pull of this.pulls) pull.bytesLeft -= (pull.bytesPerSecond * (nowUs - this.syncedUs)) / 1e6;
    this.syncedUs = nowUs;
  }

  private share(nowUs: number): void {
    let bandwidth = (this.registryBytesPerSecond * this.factorMilli) / 1000;
    const open = this.pulls.filter((pull) => pull.machine.answersClients);
    for (const pull of this.pulls) pull.bytesPerSecond = 0;
    open.sort((a, b) => a.machine.drawn.nicBytesPerSecond - b.machine.drawn.nicBytesPerSecond || a.machine.id - b.machine.id);
    let next = NEVER;
    open.forEach((pull, index) => {
      pull.bytesPerSecond = Math.min(pull.machine.drawn.nicBytesPerSecond, bandwidth / (open.length - index));
      bandwidth -= pull.bytesPerSecond;
      if (pull.bytesPerSecond <= 0) return;
      next = Math.min(next, nowUs + Math.max(1, Math.ceil((pull.bytesLeft * 1e6) / pull.bytesPerSecond)));
    });
    this.queue.move(this.slot, next);
  }
}
