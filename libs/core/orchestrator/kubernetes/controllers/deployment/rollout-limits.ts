import type { DeploymentStrategy } from 'kubernetes-types/apps/v1';
import { intOrPercent, isIntOrPercent } from '../../control-plane/int-or-percent.js';

export interface RolloutLimits {
  readonly surge: number;
  readonly unavailable: number;
}

/** maxSurge rounds up, maxUnavailable rounds down; a rollout that may do neither may lose one pod. */
export function resolveFenceposts(maxSurge: number | string | undefined, maxUnavailable: number | string | undefined, desired: number): RolloutLimits {
  if (!isIntOrPercent(maxSurge) || !isIntOrPercent(maxUnavailable)) return { surge: 0, unavailable: 0 };
  const surge = intOrPercent(maxSurge, desired, 'up');
  const unavailable = intOrPercent(maxUnavailable, desired, 'down');
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

export const isRollingUpdate = (strategy: DeploymentStrategy | undefined): boolean => strategy?.type !== 'Recreate';

/** Both limits as the rollout uses them: none for Recreate, never more pods unavailable than there shall be. */
export function rolloutLimits(strategy: DeploymentStrategy | undefined, replicas: number): RolloutLimits {
  if (!isRollingUpdate(strategy)) return { surge: 0, unavailable: 0 };
  const { maxSurge = '25%', maxUnavailable = '25%' } = strategy?.rollingUpdate ?? {};
  const { surge, unavailable } = resolveFenceposts(maxSurge, maxUnavailable, replicas);
  return { surge, unavailable: replicas === 0 ? 0 : Math.min(unavailable, replicas) };
}
