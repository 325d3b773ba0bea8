import type { NodeId, PodId } from '#core/cluster';
import type { Service } from 'kubernetes-types/core/v1';
import type { LabelSelector } from 'kubernetes-types/meta/v1';
import type { DisruptionBudget } from '../controllers/disruption/disruption-budget.js';
import type { ClusterHandle } from './cluster-handle.js';
import type { NodeRecord } from './node-record.js';
import type { PodRecord } from './pod-record.js';

export type PlacementResult =
  | { readonly kind: 'bound'; readonly pod: PodId; readonly node: NodeId }
  | { readonly kind: 'unschedulable'; readonly pod: PodId; readonly message: string; readonly nominated: NodeId | null; readonly victims: readonly PodId[] };

/** What the control plane asks of a scheduler; it hears of every change and decides when it is asked. */
export interface PodPlacer {
  /** Once, before anything else: for a scheduler that also evicts and scales. */
  attach?(cluster: ClusterHandle): void;
  /** Tells the time before anything of this instant is told. */
  startStep(nowUs: number): void;
  nodeChanged(node: NodeRecord): void;
  nodeRemoved(node: NodeRecord): void;
  /** A ReplicaSet or StatefulSet whose selector default spreading uses. */
  ownerMade(kind: 'ReplicaSet' | 'StatefulSet', namespace: string, name: string, selector: LabelSelector): void;
  /** All Services there are, by which default spreading groups pods. */
  servicesChanged?(services: readonly Service[]): void;
  podPending(pod: PodRecord): void;
  /** A pod that is already on a node: asked to end, finished, or with other labels. */
  podChanged(pod: PodRecord): void;
  podRemoved(pod: PodRecord): void;
  /** Places what can be placed now. What it binds counts on its node from then on. */
  place(nowUs: number, budgets: readonly DisruptionBudget[]): readonly PlacementResult[];
  readonly wakeAtUs: number;
}
