import type { RandomStream } from '#core/random';

/** Places of the highest total. */
export function bestPlaces(totals: readonly number[]): number[] {
  let max = Number.NEGATIVE_INFINITY;
  for (const t of totals) if (t > max) max = t;
  const places: number[] = [];
  totals.forEach((t, i) => {
    if (t === max) places.push(i);
  });
  return places;
}

function sink(heap: number[], totals: readonly number[], from: number): void {
  let parent = from;
  for (;;) {
    const left = 2 * parent + 1;
    if (left >= heap.length) return;
    const total = (at: number) => totals[heap[at] as number] as number;
    const child = left + 1 < heap.length && total(left + 1) > total(left) ? left + 1 : left;
    if (total(child) <= total(parent)) return;
    const moved = heap[parent] as number;
    heap[parent] = heap[child] as number;
    heap[child] = moved;
    parent = child;
  }
}

/**
 * Kubernetes 1.35 and later hold the scored nodes in a binary heap that compares totals alone, so which of the best
 * comes out on top follows from how a heap is built out of the order in which the nodes were found.
 */
export function topOfHeap(totals: readonly number[]): number {
  const heap = totals.map((_, i) => i);
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink(heap, totals, i);
  return heap[0] as number;
}

/** Until 1.34: any of the best, all alike. */
export function anyOfTheBest(totals: readonly number[], random: RandomStream): number {
  const places = bestPlaces(totals);
  return places[random.integer(places.length)] as number;
}
