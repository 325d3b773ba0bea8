export interface UpgradeStrategy {
  /** Shares of `instances`, 0..1. */
  readonly minimumHealthCapacity: number;
  readonly maximumOverCapacity: number;
}

export interface Restart {
  readonly instances: number;
  readonly upgradeStrategy: UpgradeStrategy;
  /** Pinned to its agent by a local volume. */
  readonly resident: boolean;
  /** Old and new that exist, and those of them that shall run and are healthy. */
  readonly current: number;
  readonly healthy: number;
}

/** How a restart begins: how many old instances go at once, and how many of both versions there may ever be. */
export function restartStrategy({ instances, upgradeStrategy, resident, current, healthy }: Restart): {
  readonly killImmediately: number;
  readonly maxCapacity: number;
} {
  const minHealthy = Math.ceil(instances * upgradeStrategy.minimumHealthCapacity);
  let maxCapacity = Math.trunc(instances * (1 + upgradeStrategy.maximumOverCapacity));
  let killImmediately = Math.max(0, healthy - minHealthy);
  // Nothing could move: one more is allowed, or, where it cannot stand beside the old one, one less.
  if (minHealthy === maxCapacity && maxCapacity <= healthy) {
    if (resident) killImmediately = healthy - minHealthy + 1;
    else maxCapacity++;
  }
  if (instances < current) killImmediately = Math.max(current - instances, killImmediately);
  return { killImmediately, maxCapacity };
}
