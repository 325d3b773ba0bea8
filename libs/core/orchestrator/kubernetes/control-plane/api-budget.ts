import { SECOND } from '#core/units';
import type { TimerQueue } from '../../timer-queue.js';

/** How often a controller may call the API server. */
export interface ClientLimits {
  readonly qps: number;
  readonly burst: number;
}

/** What kube-controller-manager is started with unless it is told otherwise (--kube-api-qps, --kube-api-burst). */
export const DEFAULT_CLIENT_LIMITS: ClientLimits = { qps: 20, burst: 30 };

/**
 * The calls that one controller has left: a bucket that fills at `qps` up to `burst`. Whoever wants more than there is waits in
 * line, and the first in line is woken when there is a call for it; with others waiting nobody gets more than one at a time, so that
 * a workload that wants a million pods does not keep the others from theirs. Who does not take what it was woken for loses its place.
 */
export class ApiBudget<Client> {
  private readonly intervalUs: number;
  private readonly line = new Set<Client>();
  /** When the bucket would be full again; the calls left follow from how far that is ahead. */
  private fullAtUs = 0;
  /** The first in line, while it has not taken its call. */
  private woken: Client | null = null;
  private next: { readonly atUs: number; readonly cancel: () => void } | null = null;

  constructor(
    private readonly timers: TimerQueue,
    private readonly limits: ClientLimits,
    private readonly wake: (client: Client) => void,
  ) {
    this.intervalUs = Math.round(SECOND / limits.qps);
  }

  /** How many of the wanted calls may be made now. For the others the client is woken when it is its turn. */
  take(client: Client, wanted: number, nowUs: number): number {
    if (wanted <= 0) return 0;
    this.line.add(client);
    const [first] = this.line;
    const granted = first === client ? Math.min(wanted, this.left(nowUs), this.line.size > 1 ? 1 : wanted) : 0;
    if (granted > 0) {
      this.fullAtUs = Math.max(this.fullAtUs, nowUs) + granted * this.intervalUs;
      this.line.delete(client);
      if (granted < wanted) this.line.add(client);
      this.woken = null;
    }
    if (this.line.size > 0) this.wakeFirstAt(Math.max(nowUs, this.fullAtUs - (this.limits.burst - 1) * this.intervalUs));
    return granted;
  }

  private left(nowUs: number): number {
    const { burst } = this.limits;
    return Math.max(0, Math.floor((nowUs + burst * this.intervalUs - Math.max(this.fullAtUs, nowUs)) / this.intervalUs));
  }

  private wakeFirstAt(atUs: number): void {
    if (this.next !== null && this.next.atUs <= atUs) return;
    this.next?.cancel();
    this.next = { atUs, cancel: this.timers.at(atUs, () => this.wakeFirst(atUs)) };
  }

  private wakeFirst(nowUs: number): void {
    this.next = null;
    if (this.woken !== null) this.line.delete(this.woken);
    const [first = null] = this.line;
    this.woken = first;
    if (first === null) return;
    this.wakeFirstAt(nowUs + this.intervalUs);
    this.wake(first);
  }
}
