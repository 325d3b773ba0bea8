import type { PodInfo } from './pod-info.js';
import type { PodTraits } from './pod-traits.js';

/** Where pods that carry pod (anti-)affinity terms of their own run: per set of traits, node slot to number of pods. */
export class AffinityHolders {
  readonly byTraits = new Map<PodTraits, Map<number, number>>();

  podMoved(pod: PodInfo, slot: number, delta: 1 | -1): void {
    if (!pod.traits.hasPodAffinity) return;
    const slots = this.byTraits.get(pod.traits) ?? new Map<number, number>();
    const count = (slots.get(slot) ?? 0) + delta;
    if (count > 0) slots.set(slot, count);
    else slots.delete(slot);
    if (slots.size > 0) this.byTraits.set(pod.traits, slots);
    else this.byTraits.delete(pod.traits);
  }
}
