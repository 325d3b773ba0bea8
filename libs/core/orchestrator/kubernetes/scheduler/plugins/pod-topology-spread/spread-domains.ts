import type { Cycle } from '../../cycle/plugin.js';
import { asksNothing } from '../../selectors/node-affinity.js';
import { NOT_THERE } from '../../snapshot/match-index.js';
import type { PodRules } from '../../snapshot/pod-rules.js';
import type { SpreadConstraint } from '../../snapshot/spread-constraint.js';
import type { Topology } from '../../snapshot/topology.js';
import { counts, hasAllKeys } from './node-inclusion.js';
import { spreadBy } from './spread-matcher.js';

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
export const includesAll = (c: SpreadConstraint, pod: PodRules): boolean => !c.honorsTaints && (!c.honorsAffinity || asksNothing(pod.nodeAffinity));

/** Counts over the nodes that have all keys (if `keys` are given) and that the policies let in; values without such a node are NOT_THERE. */
export function sumsOf({ pod, cluster }: Cycle, constraint: SpreadConstraint, keys: readonly SpreadConstraint[]): Int32Array {
  const { rules } = pod.traits;
  const matcher = spreadBy(constraint, rules.namespace);
  const everywhere = keys.every((c) => cluster.topology(c.topologyKey).complete);
  if (everywhere && includesAll(constraint, rules)) return cluster.sums(matcher, constraint.topologyKey);
  const { honorsAffinity, honorsTaints } = constraint;
  const text = JSON.stringify([keys.map((c) => c.topologyKey), honorsAffinity, honorsTaints, honorsAffinity || honorsTaints ? rules.nodeText : '']);
  const mask = cluster.mask(text, (node) => hasAllKeys(keys, node) && counts(constraint, rules, node));
  return cluster.sums(matcher, constraint.topologyKey, mask, text);
}

export const domainsOf = (cycle: Cycle, constraints: readonly SpreadConstraint[]): Domains[] =>
  constraints.map((constraint) => {
    const byValue = sumsOf(cycle, constraint, constraints);
    return { constraint, topology: cycle.cluster.topology(constraint.topologyKey), byValue, shared: true };
  });
