import type { Cycle, NodeFilter, TopologyBound } from '../../cycle/plugin.js';
import { type Rejection, unresolvable, unschedulable } from '../../cycle/rejection.js';
import { NOT_THERE } from '../../snapshot/match-index.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import type { PodInfo } from '../../snapshot/pod-info.js';
import type { SpreadConstraint } from '../../snapshot/spread-constraint.js';
import { counts, hasAllKeys } from './node-inclusion.js';
import { type Domains, domainsOf, own, podsIn } from './spread-domains.js';

const name = 'PodTopologySpread';
const TOO_SKEWED = unschedulable(name, "node(s) didn't match pod topology spread constraints");
const NO_LABEL = unresolvable(name, "node(s) didn't match pod topology spread constraints (missing required label)");

interface Limit {
  readonly domains: Domains;
  readonly self: 0 | 1;
  /** As many pods as may be there already: what the emptiest value has, and maxSkew; null when it has to be found anew. */
  most: number | null;
}

/** minDomains: as long as there are fewer values, an empty one is thought to be among them. */
function emptiest({ byValue, constraint }: Domains): number {
  let min = Number.MAX_SAFE_INTEGER;
  let values = 0;
  for (let id = 0; id < byValue.length; id++) {
    const count = byValue[id] as number;
    if (count === NOT_THERE) continue;
    values++;
    if (count < min) min = count;
  }
  return values < constraint.minDomains ? 0 : min;
}

function mostIn(limit: Limit): number {
  limit.most ??= emptiest(limit.domains) + limit.domains.constraint.maxSkew - limit.self;
  return limit.most;
}

/** DoNotSchedule constraints: no topology value may lead the emptiest one by more than maxSkew. */
class SpreadFilter implements NodeFilter {
  readonly plugin = name;
  private readonly limits: readonly Limit[];

  constructor(
    private readonly cycle: Cycle,
    private readonly constraints: readonly SpreadConstraint[],
  ) {
    const { labels } = cycle.pod.traits;
    this.limits = domainsOf(cycle, constraints).map((domains) => ({ domains, self: domains.constraint.selector.matches(labels) ? 1 : 0, most: null }));
  }

  check(node: NodeInfo): Rejection | null {
    for (const limit of this.limits) {
      const id = limit.domains.topology.ids[node.slot] as number;
      if (id < 0) return NO_LABEL;
      if (podsIn(limit.domains, id) > mostIn(limit)) return TOO_SKEWED;
    }
    return null;
  }

  /** A value of which no node counts is far below any bound, as it should be: none is below 0. */
  bounds(): readonly TopologyBound[] {
    return this.limits.map((limit) => {
      const { topology, byValue } = limit.domains;
      return { topology, byValue, least: Number.NEGATIVE_INFINITY, most: mostIn(limit), needsValue: true };
    });
  }

  podMoved(pod: PodInfo, node: NodeInfo, delta: 1 | -1): void {
    const { traits } = this.cycle.pod;
    if (pod.traits.namespace !== traits.namespace || !hasAllKeys(this.constraints, node)) return;
    for (const limit of this.limits) {
      const { domains } = limit;
      if (!domains.constraint.selector.matches(pod.traits.labels) || !counts(domains.constraint, traits, node)) continue;
      own(domains);
      const id = domains.topology.ids[node.slot] as number;
      domains.byValue[id] = podsIn(domains, id) + delta;
      limit.most = null;
    }
  }
}

export const spreadFilter = (cycle: Cycle, constraints: readonly SpreadConstraint[]): NodeFilter | null =>
  constraints.length === 0 ? null : new SpreadFilter(cycle, constraints);
