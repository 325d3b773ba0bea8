import { exp } from '#core/random';
import { currentFragmentation, nodeFragmentation } from '../fragmentation.js';
import { type GpuCluster, GPUS_MAX } from '../gpu-cluster.js';
import { isShared, type PackingPod } from '../packing-pod.js';
import type { PackingPolicy } from '../packing-policy.js';
import type { TypicalPod } from '../typical-workload.js';

interface Choice {
  readonly score: number;
  readonly device: number;
}

/** Fragmentation gradient descent (ATC'23): the node, and for shared pods the device, where placing adds least fragmentation. */
export function fgd(typical: readonly TypicalPod[]): PackingPolicy {
  const lefts = new Int16Array(GPUS_MAX);

  function gradientScore(before: number, cluster: GpuCluster, node: number, cpuLeft: number): number {
    const after = nodeFragmentation(cluster, node, cpuLeft, lefts, typical);
    return Math.trunc((1 / (1 + exp(-(before - after) / 1000))) * 100);
  }

  function choose(cluster: GpuCluster, node: number, pod: PackingPod): Choice {
    const before = currentFragmentation(cluster, node, typical);
    const cpuLeft = (cluster.cpuLeft[node] as number) - pod.cpuMilli;
    lefts.set(cluster.gpuLeft.subarray(node * GPUS_MAX, (node + 1) * GPUS_MAX));
    if (!isShared(pod)) {
      takeWholeDevices(lefts, pod);
      return { score: gradientScore(before, cluster, node, cpuLeft), device: -1 };
    }
    let best: Choice = { score: -1, device: -1 };
    for (let device = 0; device < (cluster.gpus[node] as number); device++) {
      const left = lefts[device] as number;
      if (left < pod.gpuMilli) continue;
      lefts[device] = left - pod.gpuMilli;
      const score = gradientScore(before, cluster, node, cpuLeft);
      lefts[device] = left;
      if (score > best.score) best = { score, device };
    }
    return best;
  }

  return {
    name: 'FGD',
    drawTie: null,
    score: (cluster, node, pod) => choose(cluster, node, pod).score,
    sharedDevice: (cluster, node, pod) => choose(cluster, node, pod).device,
  };
}

function takeWholeDevices(lefts: Int16Array, pod: PackingPod): void {
  let wanted = pod.gpuCount;
  for (let device = 0; wanted > 0 && device < GPUS_MAX; device++) {
    if ((lefts[device] as number) < pod.gpuMilli) continue;
    lefts[device] = (lefts[device] as number) - pod.gpuMilli;
    wanted -= 1;
  }
}
