import type { GpuCluster } from './gpu-cluster.js';
import type { PackingPod } from './packing-pod.js';

/** Largest node of the experiment's cluster: what scores are normalised by. */
export const CPU_MILLI_MAX = 128_000;
export const GPU_MILLI_MAX = 8_000;

/**
 * A policy of the packing experiment: integer scores, the highest wins, ties go to the lowest rank. A score depends on the
 * node and the pod's request alone, which is why columns of scores may be cached; `cacheable: false` for one that draws lots.
 */
export interface PackingPolicy {
  readonly name: string;
  readonly cacheable: boolean;
  score(cluster: GpuCluster, node: number, pod: PackingPod): number;
  /** Device for a pod that shares one; the node is known to fit. */
  sharedDevice(cluster: GpuCluster, node: number, pod: PackingPod): number;
}
