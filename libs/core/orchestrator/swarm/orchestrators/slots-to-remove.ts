import { goSort } from './go-sort.js';

export interface SwarmSlot {
  readonly slot: number;
  /** Null: no task of the slot is on a node yet. */
  readonly node: string | null;
  readonly running: boolean;
}

/**
 * Which slots go when a service is scaled down to `replicas`: running slots come first, then by number; each is numbered among
 * the slots of its node; the highest numbers go first, so that the fullest nodes give. Slots without a node go before all.
 * Source: swarmkit `manager/orchestrator/replicated`.
 */
export function slotsToRemove(slots: readonly SwarmSlot[], replicas: number): readonly SwarmSlot[] {
  const perNode = new Map<string, number>();
  const indexed = slots
    .slice()
    .sort((a, b) => Number(b.running) - Number(a.running) || a.slot - b.slot)
    .map((slot) => {
      if (slot.node === null) return { slot, index: Infinity };
      const index = perNode.get(slot.node) ?? 0;
      perNode.set(slot.node, index + 1);
      return { slot, index };
    });
  return goSort(indexed, (a, b) => a.index < b.index)
    .slice(replicas)
    .map(({ slot }) => slot);
}
