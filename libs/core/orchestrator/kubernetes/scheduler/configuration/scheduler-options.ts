import type { SchedulerExtenders } from '../extender/scheduler-extenders.js';

/** `heap`: Kubernetes 1.35 and later, decided by the mechanics of its heap. `uniform`: earlier, drawn among the best. */
export type TieRule = 'heap' | 'uniform';
/** Minor versions that differ: 1.34 draws ties and until 1.35 balance counts by itself, not by how the pod changes it. */
export const SCHEDULER_VERSIONS = ['1.34', '1.35', '1.36'] as const;
export type SchedulerVersion = (typeof SCHEDULER_VERSIONS)[number];

/** Alpha and beta features whose switch changes a decision. */
export interface FeatureGates {
  /** Tolerations with the operators Gt and Lt. Off unless set. */
  readonly TaintTolerationComparisonOperators?: boolean;
  /** On unless set. */
  readonly MatchLabelKeysInPodTopologySpread?: boolean;
}

export interface SchedulerOptions {
  /** Asked at their points of every cycle. */
  readonly extenders?: SchedulerExtenders | undefined;
  /** A KubeSchedulerConfiguration as parsed from its file; {} is the default. */
  readonly configuration?: unknown;
  readonly version?: SchedulerVersion;
  /** As the version has it, unless set. */
  readonly ties?: TieRule;
  readonly featureGates?: FeatureGates;
  /** For draws: ties of the `uniform` rule, where preemption starts to look. */
  readonly seed?: number | string;
}
