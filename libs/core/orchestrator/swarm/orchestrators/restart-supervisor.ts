import { SECOND } from '#core/units';

export interface SwarmRestartPolicy {
  readonly condition: 'any' | 'on-failure' | 'none';
  readonly delayUs: number;
  /** 0: no limit. */
  readonly maxAttempts: number;
  /** Attempts are counted over this long; 0: for ever. */
  readonly windowUs: number;
}

export const DEFAULT_RESTART_POLICY: SwarmRestartPolicy = { condition: 'any', delayUs: 5 * SECOND, maxAttempts: 0, windowUs: 0 };

/**
 * Decides whether a slot whose task ended gets another one. Attempts are counted per slot and version of the spec, so an
 * update starts afresh. Source: swarmkit `manager/orchestrator/restart`.
 */
export class RestartSupervisor {
  private readonly history = new Map<string, { specVersion: number; restarts: number[] }>();

  shouldRestart(slot: string, specVersion: number, policy: SwarmRestartPolicy, ended: { readonly completed: boolean }, nowUs: number): boolean {
    if (policy.condition === 'none' || (policy.condition === 'on-failure' && ended.completed)) return false;
    if (policy.maxAttempts === 0) return true;
    const known = this.history.get(slot);
    if (known === undefined || known.specVersion !== specVersion) return true;
    const counted = policy.windowUs === 0 ? known.restarts : known.restarts.filter((at) => nowUs - at < policy.windowUs);
    return counted.length < policy.maxAttempts;
  }

  recordRestart(slot: string, specVersion: number, nowUs: number): void {
    const known = this.history.get(slot);
    if (known === undefined || known.specVersion !== specVersion) this.history.set(slot, { specVersion, restarts: [nowUs] });
    else known.restarts.push(nowUs);
  }

  forget(slot: string): void {
    this.history.delete(slot);
  }
}
