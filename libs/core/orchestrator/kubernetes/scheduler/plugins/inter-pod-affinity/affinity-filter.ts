import type { Cycle, NodeFilter } from '../../cycle/plugin.js';
import { type Rejection, unresolvable, unschedulable } from '../../cycle/rejection.js';
import { allTermsMatch, termMatches } from '../../snapshot/affinity-term.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import type { PodInfo } from '../../snapshot/pod-info.js';
import { meantBy, meantByAll } from './term-matchers.js';
import { TopologySums } from './topology-sums.js';

const name = 'InterPodAffinity';
const AFFINITY = unresolvable(name, "node(s) didn't match pod affinity rules");
const ANTI_AFFINITY = unschedulable(name, "node(s) didn't match pod anti-affinity rules");
const EXISTING_ANTI_AFFINITY = unschedulable(name, "node(s) didn't satisfy existing pods anti-affinity rules");

/** Required affinity and anti-affinity of the pod, and the anti-affinity that running pods have against it. */
class AffinityFilter implements NodeFilter {
  readonly plugin = name;
  private readonly against = new TopologySums(true);
  private readonly near = new TopologySums(true);
  private readonly apart = new TopologySums(true);

  constructor(private readonly cycle: Cycle) {
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
      if (this.apart.get(topologyKey, node.labels.get(topologyKey)) > 0) return ANTI_AFFINITY;
    }
    for (const [key, byValue] of this.against.entries()) {
      const value = node.labels.get(key);
      if (value !== undefined && (byValue.get(value) ?? 0) > 0) return EXISTING_ANTI_AFFINITY;
    }
    return null;
  }

  podMoved(pod: PodInfo, node: NodeInfo, delta: 1 | -1): void {
    const { traits } = this.cycle.pod;
    const { namespaceLabels } = this.cycle.cluster.objects;
    for (const term of pod.traits.antiAffinity) {
      if (termMatches(term, traits, namespaceLabels)) this.against.add(term.topologyKey, node.labels.get(term.topologyKey), delta);
    }
    if (allTermsMatch(traits.affinity, pod.traits, namespaceLabels)) {
      for (const { topologyKey } of traits.affinity) this.near.add(topologyKey, node.labels.get(topologyKey), delta);
    }
    for (const term of traits.antiAffinity) {
      if (termMatches(term, pod.traits, namespaceLabels)) this.apart.add(term.topologyKey, node.labels.get(term.topologyKey), delta);
    }
  }

  private nearEnough(node: NodeInfo): boolean {
    const { traits } = this.cycle.pod;
    if (traits.affinity.length === 0) return true;
    let found = true;
    for (const { topologyKey } of traits.affinity) {
      const value = node.labels.get(topologyKey);
      if (value === undefined) return false;
      if (this.near.get(topologyKey, value) <= 0) found = false;
    }
    // The first pod of a group that wants to be near itself may go anywhere.
    return found || (this.near.empty && allTermsMatch(traits.affinity, traits, this.cycle.cluster.objects.namespaceLabels));
  }

  private countHolders(): void {
    const { cluster, pod } = this.cycle;
    for (const [traits, slots] of cluster.affinityHolders.byTraits) {
      for (const term of traits.antiAffinity) {
        if (!termMatches(term, pod.traits, cluster.objects.namespaceLabels)) continue;
        for (const [slot, count] of slots) this.against.add(term.topologyKey, cluster.nodeAt(slot)?.labels.get(term.topologyKey), count);
      }
    }
  }

  private countMeant(): void {
    const { cluster, pod } = this.cycle;
    const { affinity, antiAffinity } = pod.traits;
    const { namespaceLabels } = cluster.objects;
    if (affinity.length > 0) {
      const counts = cluster.counts(meantByAll(affinity, namespaceLabels));
      for (const { topologyKey } of affinity) this.sum(this.near, topologyKey, counts);
    }
    for (const term of antiAffinity) this.sum(this.apart, term.topologyKey, cluster.counts(meantBy(term, namespaceLabels)));
  }

  private sum(into: TopologySums, key: string, counts: Int32Array): void {
    for (const node of this.cycle.cluster.nodes) {
      const count = counts[node.slot] as number;
      if (count > 0) into.add(key, node.labels.get(key), count);
    }
  }
}

export function affinityFilter(cycle: Cycle): NodeFilter | null {
  if (!cycle.pod.traits.hasPodAffinity && cycle.cluster.affinityHolders.byTraits.size === 0) return null;
  const filter = new AffinityFilter(cycle);
  return filter.idle ? null : filter;
}
