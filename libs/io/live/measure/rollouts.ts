interface Born {
  readonly app: string;
  readonly atUs: number;
  ready: boolean;
}

/**
 * How long it takes to roll an application out: from the moment it was handed over until all of its pods that are there are ready
 * and none is left from before. Seen from outside, so it is the same for every orchestrator, and as the simulated world has it.
 */
export class Rollouts {
  private readonly startedUs = new Map<string, number>();
  private readonly pods = new Map<string, Born>();

  constructor(private readonly finished: (app: string, tookUs: number) => void) {}

  /** Handed over, or released anew. */
  begin(app: string, atUs: number): void {
    this.startedUs.set(app, atUs);
  }

  created(key: string, app: string, atUs: number): void {
    this.pods.set(key, { app, atUs, ready: false });
  }

  changed(key: string, ready: boolean, atUs: number): void {
    const pod = this.pods.get(key);
    if (pod === undefined) return;
    pod.ready = ready;
    this.look(pod.app, atUs);
  }

  gone(key: string, atUs: number): void {
    const pod = this.pods.get(key);
    this.pods.delete(key);
    if (pod !== undefined) this.look(pod.app, atUs);
  }

  private look(app: string, atUs: number): void {
    const startedUs = this.startedUs.get(app);
    if (startedUs === undefined) return;
    const pods = [...this.pods.values()].filter((pod) => pod.app === app);
    if (pods.length === 0 || !pods.every((pod) => pod.ready && pod.atUs >= startedUs)) return;
    this.startedUs.delete(app);
    this.finished(app, atUs - startedUs);
  }
}
