import type { NodeId, PodId, PodToRun } from '#core/cluster';
import type { PodSpec } from 'kubernetes-types/core/v1';
import type { Labels } from './label-selector.js';
import type { PodTemplate } from './pod-template.js';
import type { Workload } from './workload.js';

/** A Pod object as the API server would hold it. Changed only through `ClusterState`, which keeps everybody's counts right. */
export interface PodRecord {
  readonly id: PodId;
  readonly uid: number;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly template: PodTemplate;
  /** The template's spec, or with what is particular to this pod (a daemon's node). */
  readonly spec: PodSpec;
  readonly owner: Workload | null;
  readonly ownerName: string;
  readonly createdUs: number;
  readonly work: PodToRun['work'];
  /** Ordinal in a StatefulSet, completion index in a Job, node of a daemon; -1 elsewhere. */
  readonly index: number;
  node: NodeId | null;
  boundUs: number;
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  /** What the node agent said last. */
  agentReady: boolean;
  /** The Ready condition: also false while the node is unknown. */
  ready: boolean;
  /** Whole seconds, as the API keeps them; -1 while it was never ready. */
  readyChangedSecond: number;
  everReady: boolean;
  /** Ready for the owner's minReadySeconds. */
  available: boolean;
  restarts: number;
  exitCode: number;
  deletedUs: number | null;
  finishedUs: number | null;
  /** The owner has booked its end: a finished pod of a Job counts once. */
  counted: boolean;
}

export const isTerminal = (pod: PodRecord): boolean => pod.phase === 'Succeeded' || pod.phase === 'Failed';
/** Neither finished nor asked to end: what controllers count. */
export const isActive = (pod: PodRecord): boolean => pod.deletedUs === null && !isTerminal(pod);
