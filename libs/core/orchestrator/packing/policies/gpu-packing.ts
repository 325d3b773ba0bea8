import { tightestDevice } from '../devices.js';
import { type GpuCluster, GPUS_MAX } from '../gpu-cluster.js';
import { type PackingPod, WHOLE_GPU } from '../packing-pod.js';
import type { PackingPolicy } from '../packing-policy.js';

/** Fills devices in use first, then free devices of nodes in use, then free nodes (Weng et al., MLaaS in the wild, NSDI'22). */
export const gpuPacking: PackingPolicy = {
  name: 'GpuPacking',
  drawTie: null,
  score(cluster, node, pod) {
    if (pod.gpuCount === 0) return 0;
    const gpus = cluster.gpus[node] as number;
    if (cluster.gpuLeftTotal[node] === gpus * WHOLE_GPU) return Math.max(33 - gpus, gpus);
    const taken = fullestDevices(cluster, node, pod);
    const free = taken.filter((left) => left === WHOLE_GPU).length;
    if (free > 0) return Math.max(50 - free, 33);
    const left = taken.reduce((sum, one) => sum + Math.trunc((one * 100) / WHOLE_GPU), 0);
    return Math.max(100 - Math.trunc(left / 10), 50);
  },
  sharedDevice: tightestDevice,
};

/** What is left on the devices the pod would take, fullest first. */
function fullestDevices(cluster: GpuCluster, node: number, pod: PackingPod): readonly number[] {
  return [...cluster.gpuLeft.subarray(node * GPUS_MAX, node * GPUS_MAX + (cluster.gpus[node] as number))]
    .filter((left) => left >= pod.gpuMilli)
    .sort((a, b) => a - b)
    .slice(0, pod.gpuCount);
}
