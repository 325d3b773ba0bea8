import type { Candidate } from '../cycle/placement.js';
import type { Rejection } from '../cycle/rejection.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodInfo } from '../snapshot/pod-info.js';

/** What extenders made of the nodes that the filters let pass. */
export type ExtenderVerdict =
  | { readonly ok: true; readonly kept: readonly NodeInfo[]; readonly rejected: readonly { readonly node: NodeInfo; readonly rejection: Rejection }[] }
  /** One that is not ignorable failed: so does the attempt. */
  | { readonly ok: false; readonly error: string };

/** Schedulers beside the scheduler, asked at four points of a cycle (kube-scheduler's `extenders`). */
export interface SchedulerExtenders {
  /** Whether any of them is asked about this pod at all. */
  interestedIn(pod: PodInfo): boolean;
  /** With a filtering one, as many nodes are looked for as scoring would want. */
  readonly filters: boolean;
  /** One after the other, each on what the one before it left. */
  filter(pod: PodInfo, feasible: readonly NodeInfo[]): ExtenderVerdict;
  /** What is added to the total of each node; null: none of them scored. */
  prioritize(pod: PodInfo, feasible: readonly NodeInfo[]): readonly number[] | null;
  /** The candidates that they leave or name instead, or what went wrong. `podsOn`: of any node of the cluster. */
  preempt(pod: PodInfo, candidates: readonly Candidate[], podsOn: (node: string) => readonly PodInfo[] | undefined): readonly Candidate[] | string;
  /** Undefined: none of them binds this pod. Null: bound. Text: why it could not be. */
  bind(pod: PodInfo, node: string): string | null | undefined;
}
