import type { Cycle, NodeScorer } from '../../cycle/plugin.js';
import { type AffinityTerm, termMatches } from '../../snapshot/affinity-term.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import type { PodTraits } from '../../snapshot/pod-traits.js';
import { meantBy } from './term-matchers.js';
import { WeightSums } from './weight-sums.js';

export interface InterPodAffinityArgs {
  /** What required affinity of running pods towards the new one weighs. */
  readonly hardPodAffinityWeight: number;
  readonly ignorePreferredTermsOfExistingPods: boolean;
}

function ownTerms({ cluster }: Cycle, sums: WeightSums, terms: readonly AffinityTerm[], sign: 1 | -1): void {
  for (const term of terms) {
    const counts = cluster.counts(meantBy(term, cluster.objects.namespaceLabels));
    for (const node of cluster.nodes) {
      const count = counts[node.slot] as number;
      if (count > 0) sums.add(term.topologyKey, node.labels.get(term.topologyKey), sign * term.weight * count);
    }
  }
}

function theirTerms({ cluster, pod }: Cycle, sums: WeightSums, terms: readonly AffinityTerm[], slots: ReadonlyMap<number, number>, weight: number): void {
  for (const term of terms) {
    if (!termMatches(term, pod.traits, cluster.objects.namespaceLabels)) continue;
    const each = weight * (term.weight === 0 ? 1 : term.weight);
    for (const [slot, count] of slots) sums.add(term.topologyKey, cluster.nodeAt(slot)?.labels.get(term.topologyKey), each * count);
  }
}

function gather(cycle: Cycle, args: InterPodAffinityArgs): WeightSums {
  const sums = new WeightSums();
  const mine = cycle.pod.traits;
  ownTerms(cycle, sums, mine.preferredAffinity, 1);
  ownTerms(cycle, sums, mine.preferredAntiAffinity, -1);
  for (const [theirs, slots] of cycle.cluster.affinityHolders.byTerms) {
    if (args.hardPodAffinityWeight > 0) theirTerms(cycle, sums, theirs.affinity, slots, args.hardPodAffinityWeight);
    theirTerms(cycle, sums, theirs.preferredAffinity, slots, 1);
    theirTerms(cycle, sums, theirs.preferredAntiAffinity, slots, -1);
  }
  return sums;
}

function normalize(scores: number[]): void {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const s of scores) {
    if (s < min) min = s;
    if (s > max) max = s;
  }
  for (let i = 0; i < scores.length; i++) scores[i] = max > min ? Math.trunc(100 * (((scores[i] as number) - min) / (max - min))) : 0;
}

const prefers = (pod: PodTraits): boolean => pod.preferredAffinity.length + pod.preferredAntiAffinity.length > 0;

/** Whether anybody has terms that count at all. */
export function mayPrefer({ pod, cluster }: Cycle, args: InterPodAffinityArgs): boolean {
  return prefers(pod.traits) || (!args.ignorePreferredTermsOfExistingPods && cluster.affinityHolders.byTerms.size > 0);
}

/** Preferred terms of both sides: towards the pods that run, and theirs towards the new one. */
export function affinityScorer(cycle: Cycle, args: InterPodAffinityArgs): NodeScorer | null {
  if (!mayPrefer(cycle, args)) return null;
  const sums = gather(cycle, args);
  if (sums.empty) return null;
  const keys = [...sums.entries()];
  const score = (node: NodeInfo): number => {
    let total = 0;
    for (const [key, byValue] of keys) {
      const value = node.labels.get(key);
      if (value !== undefined) total += byValue.get(value) ?? 0;
    }
    return total;
  };
  return { score, normalize };
}
