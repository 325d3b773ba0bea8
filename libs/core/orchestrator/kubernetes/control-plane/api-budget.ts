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
 * line; with others waiting nobody gets more than one call at a time, so that a workload that wants a million pods does not keep
 * the others from theirs.
 */
export class ApiBudget<Client> {
  private readonly intervalUs: number;
  private readonly line = new Set<Client>();
  /** When the bucket would be full again; the calls left follow from how far that is ahead. */
  private fullAtUs = 0;
  private turn: Client | null = null;
  private waiting = false;

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
    if (this.line.size > 0 && this.turn !== client) {
      this.line.add(client);
      return 0;
    }
    const granted = Math.min(wanted, this.left(nowUs), this.line.size > 0 ? 1 : wanted);
    this.fullAtUs = Math.max(this.fullAtUs, nowUs) + granted * this.intervalUs;
    if (this.turn === client) this.turn = null;
    if (granted < wanted) this.line.add(client);
    this.watch(nowUs);
    return granted;
  }

  /** A call that is made in any case, however late that makes the next ones. */
  spend(nowUs: number): void {
    this.fullAtUs = Math.max(this.fullAtUs, nowUs) + this.intervalUs;
  }

  private left(nowUs: number): number {
    const { burst } = this.limits;
    return Math.max(0, Math.floor((nowUs + burst * this.intervalUs - Math.max(this.fullAtUs, nowUs)) / this.intervalUs));
  }

  private watch(nowUs: number): void {
    if (this.waiting || this.line.size === 0) return;
    this.waiting = true;
    const nextUs = Math.max(nowUs, this.fullAtUs - (this.limits.burst - 1) * this.intervalUs);
    this.timers.at(nextUs, () => this.next(nextUs));
  }

  private next(nowUs: number): void {
    this.waiting = false;
    const [client] = this.line;
    if (client === undefined) return;
    this.line.delete(client);
    this.turn = client;
    this.wake(client);
    // Should it want nothing any more, the next one is not kept waiting for it.
    this.timers.at(nowUs, () => {
      if (this.turn === client) this.turn = null;
      this.watch(nowUs);
    });
  }
}
