import type { Cycle } from '../../cycle/plugin.js';
import { asksNothing } from '../../selectors/node-affinity.js';
import type { PodTraits } from '../../snapshot/pod-traits.js';
import type { SpreadConstraint } from '../../snapshot/spread-constraint.js';
import type { Topology } from '../../snapshot/topology.js';
import { counts, hasAllKeys } from './node-inclusion.js';
import { spreadTogether } from './spread-matcher.js';

/** Number that stands for a value of which no node counts. */
export const NOT_THERE = -(2 ** 31);

/** Trying out can take a count below zero: pods asked to end are not counted, yet leave. */
export const podsIn = ({ byValue }: Domains, id: number): number => {
  const count = byValue[id] as number;
  return count === NOT_THERE ? 0 : count;
};

/** Pods per topology value of one constraint. Values are numbered; the array is shared until `own` is called. */
export interface Domains {
  readonly constraint: SpreadConstraint;
  readonly topology: Topology;
  byValue: Int32Array;
  shared: boolean;
}

export function own(domains: Domains): void {
  if (domains.shared) domains.byValue = domains.byValue.slice();
  domains.shared = false;
}

/** No node is left out by nodeAffinityPolicy or nodeTaintsPolicy. */
export const includesAll = (c: SpreadConstraint, pod: PodTraits): boolean => !c.honorsTaints && (!c.honorsAffinity || asksNothing(pod.nodeAffinity));

/** Counts over the nodes that have all keys and that the policies let in; values without such a node are NOT_THERE. */
function counted({ pod, cluster }: Cycle, constraints: readonly SpreadConstraint[], constraint: SpreadConstraint): Domains {
  const topology = cluster.topology(constraint.topologyKey);
  const perSlot = cluster.counts(spreadTogether(pod.traits.namespace, constraint.selector));
  const byValue = new Int32Array(topology.values).fill(NOT_THERE);
  for (const node of cluster.nodes) {
    if (!hasAllKeys(constraints, node) || !counts(constraint, pod.traits, node)) continue;
    const id = topology.ids[node.slot] as number;
    byValue[id] = ((byValue[id] as number) === NOT_THERE ? 0 : (byValue[id] as number)) + (perSlot[node.slot] as number);
  }
  return { constraint, topology, byValue, shared: false };
}

export function domainsOf(cycle: Cycle, constraints: readonly SpreadConstraint[]): Domains[] {
  const { pod, cluster } = cycle;
  const everywhere = constraints.every((c) => cluster.topology(c.topologyKey).complete);
  return constraints.map((constraint) => {
    if (!everywhere || !includesAll(constraint, pod.traits)) return counted(cycle, constraints, constraint);
    const byValue = cluster.sums(spreadTogether(pod.traits.namespace, constraint.selector), constraint.topologyKey);
    return { constraint, topology: cluster.topology(constraint.topologyKey), byValue, shared: true };
  });
}
