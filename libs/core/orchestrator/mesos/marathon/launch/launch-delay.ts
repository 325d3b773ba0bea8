export interface BackoffStrategy {
  readonly backoffUs: number;
  readonly factor: number;
  readonly maxLaunchDelayUs: number;
}

interface Delay {
  readonly referenceUs: number;
  readonly delayUs: number;
  readonly strategy: BackoffStrategy;
}

/** How long the next launch of a run spec has to wait, by the key of its configuration: a scaling keeps the delay, a new version has none. */
export class LaunchDelays {
  private readonly delays = new Map<string, Delay>();

  /** An instance failed: the first time it is the backoff, then `factor` times longer each time up to the maximum. */
  grow(key: string, strategy: BackoffStrategy, nowUs: number): number {
    const before = this.delays.get(key);
    const wanted = before === undefined ? strategy.backoffUs : before.delayUs * strategy.factor;
    const delayUs = Math.min(wanted, strategy.maxLaunchDelayUs);
    this.delays.set(key, { referenceUs: nowUs, delayUs, strategy });
    return nowUs + Math.round(delayUs);
  }

  /** An instance made progress: the delay stays as long, counted from now. */
  advance(key: string, nowUs: number): void {
    const delay = this.delays.get(key);
    if (delay !== undefined) this.delays.set(key, { ...delay, referenceUs: nowUs });
  }

  reset(key: string): void {
    this.delays.delete(key);
  }

  /** Forgets delays that nothing has renewed for longer than their own maximum. */
  dropOverdue(nowUs: number): void {
    for (const [key, { referenceUs, strategy }] of this.delays) if (nowUs > referenceUs + strategy.maxLaunchDelayUs) this.delays.delete(key);
  }

  /** When launches may go on; null when there is no delay. */
  deadlineUs(key: string): number | null {
    const delay = this.delays.get(key);
    return delay === undefined ? null : delay.referenceUs + Math.round(delay.delayUs);
  }
}
