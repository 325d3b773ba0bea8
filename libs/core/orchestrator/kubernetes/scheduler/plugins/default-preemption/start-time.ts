import type { PodInfo } from '../../snapshot/pod-info.js';

/** A pod that has not started yet counts as started just now, later than all that have. */
export const startOf = (pod: PodInfo): number => pod.startTime ?? Number.POSITIVE_INFINITY;

/** Of two equal pods that have not started, Kubernetes asks the clock twice and finds the first it asked for the earlier. */
const startedBefore = (a: PodInfo, b: PodInfo): boolean => (a.startTime === null && b.startTime === null) || startOf(a) < startOf(b);

export function moreImportant(a: PodInfo, b: PodInfo): boolean {
  const [pa, pb] = [a.traits.priority, b.traits.priority];
  return pa === pb ? startedBefore(a, b) : pa > pb;
}

/** Insertion sort, because that comparison is no order: with it only the same steps give the same result. */
export function sortByImportance(pods: readonly PodInfo[]): PodInfo[] {
  const sorted = [...pods];
  for (let i = 1; i < sorted.length; i++) {
    for (let j = i; j > 0 && moreImportant(sorted[j] as PodInfo, sorted[j - 1] as PodInfo); j--) {
      [sorted[j], sorted[j - 1]] = [sorted[j - 1] as PodInfo, sorted[j] as PodInfo];
    }
  }
  return sorted;
}
