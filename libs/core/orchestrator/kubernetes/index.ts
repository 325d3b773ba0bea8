import { KubernetesControlPlane, type KubernetesControlPlaneOptions } from './control-plane/kubernetes-control-plane.js';
import { type ExtenderDesk, SchedulerPlacer } from './control-plane/scheduler-placer.js';
import { createScheduler, SchedulingQueue } from './scheduler/index.js';

export type { KubernetesObject } from './control-plane/kubernetes-object.js';
export type { ExtenderDesk } from './control-plane/scheduler-placer.js';
export type { ClusterHandle, Scalable } from './control-plane/cluster-handle.js';
export { type NodeRecord, nodeTaints } from './control-plane/node-record.js';
export { nodeObject } from './control-plane/node-object.js';
export { isTerminal, type PodRecord } from './control-plane/pod-record.js';
export type { DisruptionBudget } from './controllers/disruption/disruption-budget.js';
export { type ClientLimits, DEFAULT_CLIENT_LIMITS } from './control-plane/api-budget.js';
export { KubernetesControlPlane, type KubernetesControlPlaneOptions } from './control-plane/kubernetes-control-plane.js';
export type { PlacementResult, PodPlacer } from './control-plane/pod-placer.js';

export interface KubernetesEntryOptions extends KubernetesControlPlaneOptions {
  /** A KubeSchedulerConfiguration as parsed; undefined or null is the default profile. */
  readonly schedulerConfiguration?: unknown;
  readonly extenders?: ExtenderDesk | undefined;
}

/** Controllers and scheduler of Kubernetes over the objects of one entry. */
export function createKubernetesControlPlane(options: KubernetesEntryOptions): KubernetesControlPlane {
  const scheduler = createScheduler({ configuration: options.schedulerConfiguration ?? {}, seed: options.seed, extenders: options.extenders?.extenders });
  return new KubernetesControlPlane(
    options,
    new SchedulerPlacer(
      scheduler,
      new SchedulingQueue({ configuration: options.schedulerConfiguration ?? {}, hintFacts: scheduler.hintFacts }),
      options.extenders ?? null,
    ),
  );
}

// The rules by themselves: what conformance compares with the real controllers, one decision at a time.
export { newSetReplicas, cleanupUnhealthyReplicas, reconcileOld, scaleDownOldSets } from './controllers/deployment/reconcile-deployment.js';
export { replicaSetFraction } from './controllers/deployment/proportional-scale.js';
export { resolveFenceposts, rolloutLimits } from './controllers/deployment/rollout-limits.js';
export { desiredReplicas } from './controllers/pod-autoscaler/desired-replicas.js';
export type { ScaledPod } from './controllers/pod-autoscaler/group-pods.js';
export {
  changeWithin,
  limitByPolicies,
  type PastReplicas,
  stabilizeBothWays,
  stabilizeDown,
  storeScaleEvent,
} from './controllers/pod-autoscaler/limit-replicas.js';
export { type Proposal, replicasForPodMetric, replicasForTotalMetric } from './controllers/pod-autoscaler/replicas-for-usage.js';
export { scalingRules } from './controllers/pod-autoscaler/scaling-rules.js';
export { type DeletionCandidate, deletionOrder, rankPodsForDeletion } from './controllers/replica-set/rank-pods-for-deletion.js';
