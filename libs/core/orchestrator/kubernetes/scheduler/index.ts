export type { Candidate, ExplainedPlacement, Placement, Preemption } from './cycle/placement.js';
export type { Rejection, RejectionCode } from './cycle/rejection.js';
export { SCHEDULER_VERSIONS, type FeatureGates, type SchedulerOptions, type SchedulerVersion, type TieRule } from './configuration/scheduler-options.js';
export type {
  DisruptionBudgetObject,
  NamespaceObject,
  NodeObject,
  PodObject,
  PodSpecObject,
  PriorityClassObject,
  ReplicaSetObject,
  ReplicationControllerObject,
  ServiceObject,
  StatefulSetObject,
} from './objects/api-objects.js';
export { explainSnapshot } from './explain/explain-snapshot.js';
export { explanationText } from './explain/explanation-text.js';
export type { ExplainedNode, ExplainedPod, Explanation } from './explain/explanation.js';
export { admitPod } from './objects/admit-pod.js';
export { type ClusterEvent, type NodeView, viewOf } from './queue/cluster-event.js';
export type { QueuedPod } from './queue/queued-pod.js';
export { type QueueOptions, SchedulingQueue } from './queue/scheduling-queue.js';
export { createScheduler, type Scheduler } from './scheduler.js';
export type { NodeInfo } from './snapshot/node-info.js';
export type { PodInfo } from './snapshot/pod-info.js';
