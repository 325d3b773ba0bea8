import type { Cycle, FoundNodes } from '../../cycle/plugin.js';
import { type AffinityTerm, termMatches } from '../../snapshot/affinity-term.js';
import type { PodTerms } from '../../snapshot/pod-rules.js';
import type { InterPodAffinityArgs } from './affinity-score.js';
import { heldBy, meantBy } from './term-matchers.js';

/** Terms held on so few nodes are looked up there. */
const FEW = 8;

/** What `affinityScorer` gives, over columns. Weights that cancel out weigh nothing, as do those that were never there. */
export class AffinityScores {
  private raw = new Float64Array(0);

  addTo(totals: Int32Array, weight: number, cycle: Cycle, found: FoundNodes, args: InterPodAffinityArgs): void {
    const { cluster, pod } = cycle;
    if (this.raw.length < found.count) this.raw = new Float64Array(2 * found.count);
    this.raw.fill(0, 0, found.count);
    this.addOwn(cycle, found, pod.traits.preferredAffinity, 1);
    this.addOwn(cycle, found, pod.traits.preferredAntiAffinity, -1);
    for (const [theirs, slots] of cluster.affinityHolders.byTerms) {
      if (args.hardPodAffinityWeight > 0) this.addTheirs(cycle, found, theirs, theirs.affinity, slots, args.hardPodAffinityWeight);
      this.addTheirs(cycle, found, theirs, theirs.preferredAffinity, slots, 1);
      this.addTheirs(cycle, found, theirs, theirs.preferredAntiAffinity, slots, -1);
    }
    normalize(this.raw, totals, found.count, weight);
  }

  private addOwn(cycle: Cycle, found: FoundNodes, terms: readonly AffinityTerm[], sign: 1 | -1): void {
    const { cluster } = cycle;
    for (const term of terms) {
      const byValue = cluster.sums(meantBy(term, cluster.objects.namespaceLabels), term.topologyKey);
      this.add(cycle, found, term.topologyKey, byValue, sign * term.weight);
    }
  }

  private addTheirs(
    cycle: Cycle,
    found: FoundNodes,
    holders: PodTerms,
    terms: readonly AffinityTerm[],
    slots: ReadonlyMap<number, number>,
    weight: number,
  ): void {
    const { cluster, pod } = cycle;
    for (const term of terms) {
      if (!termMatches(term, pod.traits, cluster.objects.namespaceLabels)) continue;
      const byValue = slots.size > FEW ? cluster.sums(heldBy(holders), term.topologyKey) : sumFew(cycle, term.topologyKey, slots);
      this.add(cycle, found, term.topologyKey, byValue, weight * (term.weight === 0 ? 1 : term.weight));
    }
  }

  private add({ cluster }: Cycle, { count, positions, idsOf }: FoundNodes, key: string, byValue: Int32Array, each: number): void {
    const { raw } = this;
    const ids = idsOf(cluster.topology(key));
    for (let i = 0; i < count; i++) {
      const id = ids[positions[i] as number] as number;
      if (id >= 0) raw[i] = (raw[i] as number) + each * (byValue[id] as number);
    }
  }
}

function sumFew({ cluster }: Cycle, key: string, slots: ReadonlyMap<number, number>): Int32Array {
  const { ids, values } = cluster.topology(key);
  const byValue = new Int32Array(values);
  for (const [slot, count] of slots) {
    const id = ids[slot] as number;
    if (id >= 0) byValue[id] = (byValue[id] as number) + count;
  }
  return byValue;
}

function normalize(raw: Float64Array, totals: Int32Array, count: number, weight: number): void {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const score = raw[i] as number;
    if (score < min) min = score;
    if (score > max) max = score;
  }
  if (max === min) return;
  for (let i = 0; i < count; i++) totals[i] = (totals[i] as number) + Math.trunc(100 * (((raw[i] as number) - min) / (max - min))) * weight;
}
