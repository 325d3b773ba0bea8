export type { Candidate, ExplainedPlacement, Placement, Preemption } from './cycle/placement.js';
export type { Rejection, RejectionCode } from './cycle/rejection.js';
export type { SchedulerOptions, SchedulerVersion, TieRule } from './configuration/scheduler-options.js';
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
export { createScheduler, type Scheduler } from './scheduler.js';
export type { NodeInfo } from './snapshot/node-info.js';
export type { PodInfo } from './snapshot/pod-info.js';
