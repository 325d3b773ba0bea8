import type { Cycle, NodeFilter } from '../../cycle/plugin.js';
import { type Rejection, unresolvable, unschedulable } from '../../cycle/rejection.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import type { PodInfo } from '../../snapshot/pod-info.js';
import type { SpreadConstraint } from '../../snapshot/spread-constraint.js';
import { counts, hasAllKeys } from './node-inclusion.js';
import { spreadTogether } from './spread-matcher.js';

const name = 'PodTopologySpread';
const TOO_SKEWED = unschedulable(name, "node(s) didn't match pod topology spread constraints");
const NO_LABEL = unresolvable(name, "node(s) didn't match pod topology spread constraints (missing required label)");

interface Domains {
  readonly constraint: SpreadConstraint;
  readonly byValue: Map<string, number>;
  readonly self: 0 | 1;
  /** Smallest count; -1 when it has to be found anew. */
  min: number;
}

function smallest(domains: Domains): number {
  if (domains.min >= 0) return domains.min;
  let min = Number.MAX_SAFE_INTEGER;
  for (const count of domains.byValue.values()) if (count < min) min = count;
  domains.min = domains.byValue.size < domains.constraint.minDomains ? 0 : Math.max(min, 0);
  return domains.min;
}

/** DoNotSchedule constraints: no topology value may lead the emptiest one by more than maxSkew. */
class SpreadFilter implements NodeFilter {
  readonly plugin = name;
  private readonly domains: readonly Domains[];

  constructor(
    private readonly cycle: Cycle,
    private readonly constraints: readonly SpreadConstraint[],
  ) {
    const { labels } = cycle.pod.traits;
    this.domains = constraints.map((constraint) => ({ constraint, byValue: new Map(), self: constraint.selector.matches(labels) ? 1 : 0, min: -1 }));
    this.count();
  }

  check(node: NodeInfo): Rejection | null {
    for (const domains of this.domains) {
      const value = node.labels.get(domains.constraint.topologyKey);
      if (value === undefined) return NO_LABEL;
      const skew = (domains.byValue.get(value) ?? 0) + domains.self - smallest(domains);
      if (skew > domains.constraint.maxSkew) return TOO_SKEWED;
    }
    return null;
  }

  podMoved(pod: PodInfo, node: NodeInfo, delta: 1 | -1): void {
    const { traits } = this.cycle.pod;
    if (pod.traits.namespace !== traits.namespace || !hasAllKeys(this.constraints, node)) return;
    for (const domains of this.domains) {
      if (domains.constraint.selector.matches(pod.traits.labels) && counts(domains.constraint, traits, node)) this.add(domains, node, delta);
    }
  }

  private count(): void {
    const { pod, cluster } = this.cycle;
    const perSlot = this.constraints.map((c) => cluster.counts(spreadTogether(pod.traits.namespace, c.selector)));
    for (const node of cluster.nodes) {
      if (!hasAllKeys(this.constraints, node)) continue;
      this.domains.forEach((domains, i) => {
        if (counts(domains.constraint, pod.traits, node)) this.add(domains, node, perSlot[i]?.[node.slot] ?? 0);
      });
    }
  }

  private add(domains: Domains, node: NodeInfo, by: number): void {
    const value = node.labels.get(domains.constraint.topologyKey) as string;
    domains.byValue.set(value, (domains.byValue.get(value) ?? 0) + by);
    domains.min = -1;
  }
}

export const spreadFilter = (cycle: Cycle, constraints: readonly SpreadConstraint[]): NodeFilter | null =>
  constraints.length === 0 ? null : new SpreadFilter(cycle, constraints);
