import { SECOND } from '#core/units';
import { PLUGIN_LIMITS } from './protocol.js';

/** A bucket of evictions that refills with simulated time: churn without end is no way to schedule. */
export class EvictionBudget {
  private left: number = PLUGIN_LIMITS.evictionBurst;
  private filledUs = 0;

  take(nowUs: number): boolean {
    const refill = ((nowUs - this.filledUs) * PLUGIN_LIMITS.evictionsPerSecond) / SECOND;
    this.left = Math.min(PLUGIN_LIMITS.evictionBurst, this.left + refill);
    this.filledUs = nowUs;
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}
