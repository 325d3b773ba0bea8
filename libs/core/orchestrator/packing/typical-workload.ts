import type { PackingPod } from './packing-pod.js';

export interface TypicalPod {
  readonly pod: PackingPod;
  /** Popularity, renormalised to sum to 1. */
  readonly share: number;
}

/** Share of all pods that the typical ones must cover. */
const COVERAGE = 0.95;

/**
 * The target workload of the fragmentation measure (Weng et al., "Beware of Fragmentation", ATC'23): the most frequent
 * requests (memory aside) that together cover 95 % of the pods.
 */
export function typicalWorkload(pods: readonly PackingPod[]): readonly TypicalPod[] {
  const groups = new Map<string, { pod: PackingPod; count: number }>();
  for (const pod of pods) {
    const key = [pod.cpuMilli, pod.gpuMilli, pod.gpuCount, pod.models.join('|')].join(',');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { pod, count: 1 });
    else group.count += 1;
  }
  const sorted = [...groups.values()].sort(
    (a, b) =>
      b.count - a.count ||
      b.pod.cpuMilli - a.pod.cpuMilli ||
      b.pod.gpuMilli - a.pod.gpuMilli ||
      b.pod.gpuCount - a.pod.gpuCount ||
      (modelsOf(b.pod) > modelsOf(a.pod) ? 1 : -1),
  );
  const typical: { pod: PackingPod; count: number }[] = [];
  let covered = 0;
  for (const group of sorted) {
    if (covered >= COVERAGE * pods.length) break;
    typical.push(group);
    covered += group.count;
  }
  // Two divisions, as the paper's artifact computes it: one division rounds otherwise, and truncated scores would differ.
  return typical.map(({ pod, count }) => ({ pod, share: count / pods.length / (covered / pods.length) }));
}

const modelsOf = (pod: PackingPod): string => pod.models.join('|');
