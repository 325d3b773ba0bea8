import type { Share } from './share.js';

/**
 * Divides the cores of a node that wants more than it has: each share gets in proportion to its weight, never more than it
 * wants, and what one leaves goes to the others (weighted max-min fairness, as the kernel's CPU weights do).
 */
export function grantCores(shares: readonly Share[], coresMilli: number): void {
  let left = coresMilli;
  let weights = 0;
  for (const share of shares) {
    share.grantedMilli = -1;
    weights += share.weight;
  }
  for (let settled = true; settled && weights > 0; ) {
    settled = false;
    const perWeight = left / weights;
    for (const share of shares) {
      if (share.grantedMilli >= 0 || share.wantedMilli > share.weight * perWeight) continue;
      share.grantedMilli = share.wantedMilli;
      left -= share.grantedMilli;
      weights -= share.weight;
      settled = true;
    }
  }
  const perWeight = weights > 0 ? left / weights : 0;
  for (const share of shares) if (share.grantedMilli < 0) share.grantedMilli = share.weight * perWeight;
}
