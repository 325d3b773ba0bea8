import type { PodInfo } from './pod-info.js';
import type { PodTerms } from './pod-rules.js';

/** Where pods that carry pod (anti-)affinity terms of their own run: per set of terms, node slot to number of pods. */
export class AffinityHolders {
  readonly byTerms = new Map<PodTerms, Map<number, number>>();

  podMoved({ traits: { terms, hasPodAffinity } }: PodInfo, slot: number, delta: 1 | -1): void {
    if (!hasPodAffinity) return;
    const slots = this.byTerms.get(terms) ?? new Map<number, number>();
    const count = (slots.get(slot) ?? 0) + delta;
    if (count > 0) slots.set(slot, count);
    else slots.delete(slot);
    if (slots.size > 0) this.byTerms.set(terms, slots);
    else this.byTerms.delete(terms);
  }
}
