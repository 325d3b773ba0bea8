import type { Cycle, NodeFilter, TopologyBound } from '../../cycle/plugin.js';
import { type Rejection, unresolvable, unschedulable } from '../../cycle/rejection.js';
import { allOwnTermsMatch, ownTermMatches, termMatches } from '../../snapshot/affinity-term.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import type { PodInfo } from '../../snapshot/pod-info.js';
import { heldBy, meantBy, meantByAll } from './term-matchers.js';
import { TopologySums } from './topology-sums.js';

const name = 'InterPodAffinity';
const AFFINITY = unresolvable(name, "node(s) didn't match pod affinity rules");
const ANTI_AFFINITY = unschedulable(name, "node(s) didn't match pod anti-affinity rules");
const EXISTING_ANTI_AFFINITY = unschedulable(name, "node(s) didn't satisfy existing pods anti-affinity rules");

/** Terms held on so few nodes are added up there; others are counted for good. */
const FEW = 8;

/** Required affinity and anti-affinity of the pod, and the anti-affinity that running pods have against it. */
class AffinityFilter implements NodeFilter {
  readonly plugin = name;
  private readonly against: TopologySums;
  private readonly near: TopologySums;
  private readonly apart: TopologySums;
  /** Nobody anywhere is what the pod wants to be near, but it is so itself; null when it has to be found anew. */
  private first: boolean | null = null;

  constructor(private readonly cycle: Cycle) {
    this.against = new TopologySums(cycle.cluster);
    this.near = new TopologySums(cycle.cluster);
    this.apart = new TopologySums(cycle.cluster);
    this.countHolders();
    this.countMeant();
  }

  get idle(): boolean {
    const { affinity, antiAffinity } = this.cycle.pod.traits;
    return affinity.length + antiAffinity.length === 0 && this.against.empty;
  }

  check(node: NodeInfo): Rejection | null {
    if (!this.nearEnough(node)) return AFFINITY;
    for (const { topologyKey } of this.cycle.pod.traits.antiAffinity) {
      if (this.apart.get(topologyKey, node) > 0) return ANTI_AFFINITY;
    }
    return this.against.any(node) ? EXISTING_ANTI_AFFINITY : null;
  }

  bounds(): readonly TopologyBound[] {
    const least = this.isFirst() ? Number.NEGATIVE_INFINITY : 1;
    return [
      ...this.near.bounds(least, Number.POSITIVE_INFINITY, true),
      ...this.apart.bounds(Number.NEGATIVE_INFINITY, 0, false),
      ...this.against.bounds(Number.NEGATIVE_INFINITY, 0, false),
    ];
  }

  podMoved(pod: PodInfo, node: NodeInfo, delta: 1 | -1): void {
    this.first = null;
    const { traits } = this.cycle.pod;
    const { namespaceLabels } = this.cycle.cluster.objects;
    for (const term of pod.traits.antiAffinity) {
      if (termMatches(term, traits, namespaceLabels)) this.against.add(term.topologyKey, node.slot, delta);
    }
    if (allOwnTermsMatch(traits.affinity, pod.traits, namespaceLabels)) {
      for (const { topologyKey } of traits.affinity) this.near.add(topologyKey, node.slot, delta);
    }
    for (const term of traits.antiAffinity) {
      if (ownTermMatches(term, pod.traits, namespaceLabels)) this.apart.add(term.topologyKey, node.slot, delta);
    }
  }

  private nearEnough(node: NodeInfo): boolean {
    const { traits } = this.cycle.pod;
    if (traits.affinity.length === 0) return true;
    let found = true;
    for (const { topologyKey } of traits.affinity) {
      if ((this.cycle.cluster.topology(topologyKey).ids[node.slot] as number) < 0) return false;
      if (this.near.get(topologyKey, node) <= 0) found = false;
    }
    return found || this.isFirst();
  }

  /** The first pod of a group that wants to be near itself may go anywhere. */
  private isFirst(): boolean {
    const { traits } = this.cycle.pod;
    this.first ??= this.near.empty && allOwnTermsMatch(traits.affinity, traits, this.cycle.cluster.objects.namespaceLabels);
    return this.first;
  }

  private countHolders(): void {
    const { cluster, pod } = this.cycle;
    const { byTerms } = cluster.affinityHolders;
    for (const [terms, slots] of byTerms) {
      for (const term of terms.antiAffinity) {
        if (!termMatches(term, pod.traits, cluster.objects.namespaceLabels)) continue;
        if (slots.size > FEW) this.against.addAll(term.topologyKey, cluster.sums(heldBy(terms), term.topologyKey));
        else for (const [slot, count] of slots) this.against.add(term.topologyKey, slot, count);
      }
    }
  }

  private countMeant(): void {
    const { cluster, pod } = this.cycle;
    const { affinity, antiAffinity } = pod.traits;
    const { namespaceLabels } = cluster.objects;
    if (affinity.length > 0) {
      const meant = meantByAll(affinity, namespaceLabels);
      for (const { topologyKey } of affinity) this.near.addAll(topologyKey, cluster.sums(meant, topologyKey));
    }
    for (const term of antiAffinity) this.apart.addAll(term.topologyKey, cluster.sums(meantBy(term, namespaceLabels), term.topologyKey));
  }
}

export function affinityFilter(cycle: Cycle): NodeFilter | null {
  if (!cycle.pod.traits.hasPodAffinity && cycle.cluster.affinityHolders.byTerms.size === 0) return null;
  const filter = new AffinityFilter(cycle);
  return filter.idle ? null : filter;
}
