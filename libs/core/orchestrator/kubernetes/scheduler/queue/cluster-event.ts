import type { Amounts } from '../snapshot/amounts.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodInfo } from '../snapshot/pod-info.js';

/** What of a node can turn a pod's failure around. */
export interface NodeView extends Pick<NodeInfo, 'name' | 'labels' | 'taints' | 'unschedulable' | 'podsMax'> {
  readonly allocatable: Amounts;
}

/** What happened in the cluster that may help a pod which found no node. Pods here are pods on nodes. */
export type ClusterEvent =
  | { readonly kind: 'node-added'; readonly node: NodeView }
  | { readonly kind: 'node-updated'; readonly before: NodeView; readonly node: NodeView }
  | { readonly kind: 'node-removed'; readonly node: NodeView }
  | { readonly kind: 'pod-added'; readonly pod: PodInfo }
  | { readonly kind: 'pod-removed'; readonly pod: PodInfo };

/** A node as it is now, to compare with what it becomes. */
export const viewOf = ({ name, labels, taints, unschedulable, podsMax, allocatable }: NodeInfo): NodeView => ({
  name,
  labels,
  taints,
  unschedulable,
  podsMax,
  allocatable,
});
