import { type GpuCluster, GPUS_MAX } from './gpu-cluster.js';
import { isShared, type PackingPod } from './packing-pod.js';
import type { PackingPolicy } from './packing-policy.js';

/** The fitting device with the least left, the lowest index on ties. */
export function tightestDevice(cluster: GpuCluster, node: number, pod: PackingPod): number {
  let best = -1;
  let bestLeft = Infinity;
  for (let device = 0; device < (cluster.gpus[node] as number); device++) {
    const left = cluster.gpuLeft[node * GPUS_MAX + device] as number;
    if (left >= pod.gpuMilli && left < bestLeft) {
      best = device;
      bestLeft = left;
    }
  }
  return best;
}

/** Whole-GPU pods take the lowest-index free devices, whatever the policy. */
export function devicesFor(policy: PackingPolicy, cluster: GpuCluster, node: number, pod: PackingPod): readonly number[] {
  if (pod.gpuCount === 0) return [];
  if (isShared(pod)) return [policy.sharedDevice(cluster, node, pod)];
  const devices: number[] = [];
  for (let device = 0; devices.length < pod.gpuCount; device++) if ((cluster.gpuLeft[node * GPUS_MAX + device] as number) >= pod.gpuMilli) devices.push(device);
  return devices;
}
