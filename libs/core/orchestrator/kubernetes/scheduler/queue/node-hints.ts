import type { Taint } from 'kubernetes-types/core/v1';
import { admitsNode } from '../selectors/node-affinity.js';
import { untolerated } from '../selectors/tolerations.js';
import type { AffinityTerm } from '../snapshot/affinity-term.js';
import { amount } from '../snapshot/amounts.js';
import type { PodTraits } from '../snapshot/pod-traits.js';
import type { NodeView } from './cluster-event.js';
import type { HintFacts } from './hint-facts.js';

/** Whether a node that came (`before` null) or changed may take a pod that the plugin turned down. */
export type NodeHint = (pod: PodTraits, before: NodeView | null, node: NodeView, facts: HintFacts) => boolean;

const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

const asked = (pod: PodTraits): string[] => [...RESOURCES, ...pod.requests.scalars.keys()].filter((r) => amount(pod.requests, r) > 0);
const fitsEmpty = (pod: PodTraits, node: NodeView): boolean =>
  node.podsMax >= 1 && asked(pod).every((r) => amount(pod.requests, r) <= amount(node.allocatable, r));
const grew = (pod: PodTraits, before: NodeView, node: NodeView): boolean =>
  node.podsMax > before.podsMax || asked(pod).some((r) => amount(node.allocatable, r) > amount(before.allocatable, r));

const hasKeys = (keys: readonly string[], node: NodeView): boolean => keys.every((k) => node.labels.has(k));
const relabelled = (keys: readonly string[], before: NodeView, node: NodeView): boolean =>
  keys.some((k) => (before.labels.get(k) ?? '') !== (node.labels.get(k) ?? ''));

const sameTaint = (a: Taint, b: Taint | undefined): boolean =>
  b !== undefined && a.key === b.key && (a.value ?? '') === (b.value ?? '') && a.effect === b.effect && a.timeAdded === b.timeAdded;
const retainted = (before: NodeView, node: NodeView): boolean =>
  before.taints.length !== node.taints.length || before.taints.some((taint, i) => !sameTaint(taint, node.taints[i]));

/** Only what was not enforced before can be cured by the pod's own affinity: that the enforced one was cured goes unseen, as in Kubernetes. */
const nodeAffinity: NodeHint = (pod, before, node, { enforced }) => {
  if (!admitsNode(enforced, node) || !admitsNode(pod.nodeAffinity, node)) return false;
  return before === null || !admitsNode(pod.nodeAffinity, before);
};

const topologySpread: NodeHint = (_pod, before, node, { hardSpread }) => {
  const keys = hardSpread.map((c) => c.topologyKey);
  const matches = hasKeys(keys, node);
  if (before === null) return matches;
  return hasKeys(keys, before) !== matches || (matches && (relabelled(keys, before, node) || retainted(before, node)));
};

/** The value came (where that can help), or became another. */
function moved({ topologyKey }: AffinityTerm, before: NodeView, node: NodeView, appears: boolean): boolean {
  const [was, is] = [before.labels.get(topologyKey), node.labels.get(topologyKey)];
  if (was === undefined || is === undefined) return appears ? was === undefined && is !== undefined : was !== undefined && is === undefined;
  return was !== is;
}

const podAffinity: NodeHint = (pod, before, node) => {
  if (before === null) return pod.antiAffinity.length > 0 || pod.affinity.some((t) => node.labels.has(t.topologyKey));
  return pod.affinity.some((t) => moved(t, before, node, true)) || pod.antiAffinity.some((t) => moved(t, before, node, false));
};

export const NODE_HINTS: ReadonlyMap<string, NodeHint> = new Map<string, NodeHint>([
  ['NodeResourcesFit', (pod, before, node) => fitsEmpty(pod, node) && (before === null || grew(pod, before, node))],
  ['NodeAffinity', nodeAffinity],
  ['NodeUnschedulable', (_pod, before, node) => !node.unschedulable && (before === null || before.unschedulable)],
  [
    'TaintToleration',
    (pod, before, node) => untolerated(pod.tolerations, node.taints) === null && (before === null || untolerated(pod.tolerations, before.taints) !== null),
  ],
  ['NodeName', (_pod, before) => before === null],
  ['NodePorts', (_pod, before) => before === null],
  ['PodTopologySpread', topologySpread],
  ['InterPodAffinity', podAffinity],
]);
