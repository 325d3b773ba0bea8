import type { NodeScorer } from '../../cycle/plugin.js';
import { type Amounts, amount } from '../../snapshot/amounts.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import type { PodTraits } from '../../snapshot/pod-traits.js';
import { leastAllocated } from './least-allocated.js';
import { mostAllocated } from './most-allocated.js';
import { assumedTaken, compared, type ResourceWeight } from './resource-weight.js';
import { requestedToCapacityRatio, type ShapePoint } from './requested-to-capacity-ratio.js';

export interface ScoringStrategy {
  readonly type: 'LeastAllocated' | 'MostAllocated' | 'RequestedToCapacityRatio';
  readonly resources: readonly ResourceWeight[];
  readonly shape: readonly ShapePoint[];
}

type Policy = (requested: number, allocatable: number) => number;

function weightedMean(policy: Policy, resources: readonly ResourceWeight[], wanted: Amounts, node: NodeInfo, ratio: boolean): number {
  let sum = 0;
  let weights = 0;
  for (const { name, weight } of resources) {
    const allocatable = amount(node.allocatable, name);
    if (allocatable === 0) continue;
    const score = policy(assumedTaken(node, name) + amount(wanted, name), allocatable);
    // On a drawn curve a resource that scores nothing drops out of the mean altogether.
    if (ratio && score <= 0) continue;
    sum += score * weight;
    weights += weight;
  }
  if (weights === 0) return 0;
  return ratio ? Math.round(sum / weights) : Math.floor(sum / weights);
}

/** How well the node's room suits the pod, by the operator's strategy. */
export function fitScorer(strategy: ScoringStrategy, pod: PodTraits): NodeScorer {
  const ratio = strategy.type === 'RequestedToCapacityRatio';
  const policy = ratio ? requestedToCapacityRatio(strategy.shape) : strategy.type === 'MostAllocated' ? mostAllocated : leastAllocated;
  const wanted = pod.comparedRequests;
  const resources = strategy.resources.filter((r) => compared(r, wanted));
  return { score: (node) => weightedMean(policy, resources, wanted, node, ratio) };
}
