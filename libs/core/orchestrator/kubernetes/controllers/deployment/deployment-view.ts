import type { RolloutLimits } from './rollout-limits.js';

/** One ReplicaSet as the deployment controller looks at it. */
export interface SetView {
  /** Later sets have higher numbers. */
  readonly age: number;
  readonly replicas: number;
  readonly available: number;
  /** Annotation max-replicas: replicas + surge when it was last scaled; 0 when absent. */
  readonly maxReplicas: number;
  /** Annotation desired-replicas: the Deployment's size then; null when absent. */
  readonly desiredReplicas: number | null;
}

export interface DeploymentView {
  readonly replicas: number;
  readonly rolling: boolean;
  readonly paused: boolean;
  readonly limits: RolloutLimits;
  /** status.replicas as last written. */
  readonly statusReplicas: number;
  readonly newSet: SetView | null;
  /** In order of their making. */
  readonly oldSets: readonly SetView[];
  /** Pods of old sets that still exist and have not ended, those asked to end included: Recreate waits for them. */
  readonly oldPodsRunning: boolean;
}

/** What one sync wants: the sizes of some sets, by `age`. */
export interface SetScale {
  readonly age: number;
  readonly replicas: number;
}

export const totalReplicas = (sets: readonly SetView[]): number => sets.reduce((sum, set) => sum + set.replicas, 0);
export const allSets = (view: DeploymentView): readonly SetView[] => (view.newSet === null ? view.oldSets : [...view.oldSets, view.newSet]);
