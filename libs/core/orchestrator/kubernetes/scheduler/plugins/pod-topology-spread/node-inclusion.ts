import { admitsNode } from '../../selectors/node-affinity.js';
import { untolerated } from '../../selectors/tolerations.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import type { PodRules } from '../../snapshot/pod-rules.js';
import type { SpreadConstraint } from '../../snapshot/spread-constraint.js';

/** nodeAffinityPolicy and nodeTaintsPolicy: whether the pods of a node count at all. */
export function counts(constraint: SpreadConstraint, pod: PodRules, node: NodeInfo): boolean {
  if (constraint.honorsAffinity && !admitsNode(pod.nodeAffinity, node)) return false;
  return !constraint.honorsTaints || untolerated(pod.tolerations, node.taints) === null;
}

export function hasAllKeys(constraints: readonly SpreadConstraint[], node: NodeInfo): boolean {
  for (const c of constraints) if (!node.labels.has(c.topologyKey)) return false;
  return true;
}
