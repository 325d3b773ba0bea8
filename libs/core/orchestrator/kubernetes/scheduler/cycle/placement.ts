import type { PodInfo } from '../snapshot/pod-info.js';
import type { Rejection } from './rejection.js';

export interface Candidate {
  readonly node: string;
  readonly victims: readonly PodInfo[];
  readonly budgetViolations: number;
}

export interface Preemption {
  /** The pod may push nobody out, or not yet: an earlier nomination stands. */
  readonly barred: boolean;
  /** Where room is made; null when there is none to make. */
  readonly nominated: string | null;
  readonly victims: readonly PodInfo[];
  /** Candidates that no rule tells apart from the one nominated, itself included. */
  readonly equals: readonly Candidate[];
  /** Says why not, as Kubernetes does; empty when room is made. */
  readonly message: string;
}

/** Outcome of one attempt. */
export interface Placement {
  readonly node: string | null;
  /** Nodes that the filters looked at, and how many of them passed. */
  readonly evaluated: number;
  readonly feasible: number;
  /** Plugins that turned nodes down: what the queue waits for. Empty when the pod has a node. */
  readonly rejectedBy: ReadonlySet<string>;
  readonly preemption: Preemption | null;
  /** `0/5 nodes are available: …` in kube-scheduler's words; empty when the pod has a node. To be asked before anything changes. */
  readonly why: () => string;
}

/** The same with everything that was considered. */
export interface ExplainedPlacement extends Placement {
  readonly feasibleNodes: readonly string[];
  /** Node to verdict, in the order looked at; nodes that sampling left out are absent. */
  readonly rejections: ReadonlyMap<string, Rejection>;
  /** Plugin to weighted scores, one per feasible node; null when one feasible node made scoring needless. */
  readonly scores: ReadonlyMap<string, readonly number[]> | null;
  readonly totals: readonly number[];
  readonly ties: readonly string[];
  /** `0/5 nodes are available: …`; empty when the pod has a node. */
  readonly message: string;
}
