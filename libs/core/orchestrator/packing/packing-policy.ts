import type { GpuCluster } from './gpu-cluster.js';
import type { PackingPod } from './packing-pod.js';

/** Largest node of the experiment's cluster: what scores are normalised by. */
export const CPU_MILLI_MAX = 128_000;
export const GPU_MILLI_MAX = 8_000;

/**
 * A policy of the packing experiment: integer scores, the highest wins. A score depends on the node and the pod's request
 * alone, which is why columns of scores may be cached.
 */
export interface PackingPolicy {
  readonly name: string;
  /** Among how many nodes the best score is shared: which of them, in order of rank, is taken. Null: the lowest rank. */
  readonly drawTie: ((nodes: number) => number) | null;
  score(cluster: GpuCluster, node: number, pod: PackingPod): number;
  /** Device for a pod that shares one; the node is known to fit. */
  sharedDevice(cluster: GpuCluster, node: number, pod: PackingPod): number;
}
