import { admitsNode } from '../selectors/node-affinity.js';
import { untolerated } from '../selectors/tolerations.js';
import { amount } from '../snapshot/amounts.js';
import type { PodTraits } from '../snapshot/pod-traits.js';
import type { NodeView } from './cluster-event.js';

/** Whether a node that came (`before` null) or changed may take a pod that the plugin turned down. */
export type NodeHint = (pod: PodTraits, before: NodeView | null, node: NodeView) => boolean;

const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

const asked = (pod: PodTraits): string[] => [...RESOURCES, ...pod.requests.scalars.keys()].filter((r) => amount(pod.requests, r) > 0);
const fitsEmpty = (pod: PodTraits, node: NodeView): boolean =>
  node.podsMax >= 1 && asked(pod).every((r) => amount(pod.requests, r) <= amount(node.allocatable, r));
const grew = (pod: PodTraits, before: NodeView, node: NodeView): boolean =>
  node.podsMax > before.podsMax || asked(pod).some((r) => amount(node.allocatable, r) > amount(before.allocatable, r));

const topologyKeys = (pod: PodTraits): string[] => pod.spread.filter((c) => c.hard).map((c) => c.topologyKey);
const hasKeys = (keys: readonly string[], node: NodeView): boolean => keys.every((k) => node.labels.has(k));
const relabelled = (keys: readonly string[], before: NodeView, node: NodeView): boolean => keys.some((k) => before.labels.get(k) !== node.labels.get(k));

function affinityKeys(pod: PodTraits): string[] {
  return [...pod.affinity, ...pod.antiAffinity].map((t) => t.topologyKey);
}

export const NODE_HINTS: ReadonlyMap<string, NodeHint> = new Map<string, NodeHint>([
  ['NodeResourcesFit', (pod, before, node) => fitsEmpty(pod, node) && (before === null || grew(pod, before, node))],
  ['NodeAffinity', (pod, before, node) => admitsNode(pod.nodeAffinity, node) && (before === null || !admitsNode(pod.nodeAffinity, before))],
  ['NodeUnschedulable', (_pod, before, node) => !node.unschedulable && (before === null || before.unschedulable)],
  [
    'TaintToleration',
    (pod, before, node) => untolerated(pod.tolerations, node.taints) === null && (before === null || untolerated(pod.tolerations, before.taints) !== null),
  ],
  ['NodeName', (pod, before, node) => before === null && pod.nodeName === node.name],
  ['NodePorts', (_pod, before) => before === null],
  [
    'PodTopologySpread',
    (pod, before, node) => {
      const keys = topologyKeys(pod);
      if (before === null) return hasKeys(keys, node);
      return hasKeys(keys, before) !== hasKeys(keys, node) || (hasKeys(keys, node) && relabelled(keys, before, node));
    },
  ],
  ['InterPodAffinity', (pod, before, node) => before === null || affinityKeys(pod).length === 0 || relabelled(affinityKeys(pod), before, node)],
]);
