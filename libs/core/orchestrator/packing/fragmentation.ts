import { type GpuCluster, GPUS_MAX } from './gpu-cluster.js';
import type { PackingPod } from './packing-pod.js';
import type { TypicalPod } from './typical-workload.js';

/** Why idle GPU is of no use to a typical pod. */
const LACKS_BOTH = 0;
const LACKS_GPU = 1;
const LACKS_CPU = 2;
const WANTS_NO_GPU = 3;
const WANTS_NO_GPU_LACKS_CPU = 4;
const WRONG_MODEL = 5;
const REASONS = 6;
const amounts = new Float64Array(REASONS);

/**
 * Idle GPU thousandths of one node that the typical workload could not use (ATC'23, §4): for a pod that needs no GPU,
 * the wrong model, more CPU or more devices than are left, all of what is idle; else what is idle on devices too small for it.
 *
 * The hypothetical placement is given as what would be left: `cpuLeft` and `lefts` (one per device). Amounts are summed by
 * reason first and then over reasons: with another order of additions a difference that is 0 on paper comes out a hair below, and
 * truncation makes that a whole point.
 */
export function nodeFragmentation(cluster: GpuCluster, node: number, cpuLeft: number, lefts: ArrayLike<number>, typical: readonly TypicalPod[]): number {
  const gpus = cluster.gpus[node] as number;
  let idle = 0;
  for (let device = 0; device < gpus; device++) idle += lefts[device] as number;
  amounts.fill(0);
  for (const { pod, share } of typical) {
    const enoughCpu = cpuLeft >= pod.cpuMilli;
    if (pod.gpuCount === 0) add(enoughCpu ? WANTS_NO_GPU : WANTS_NO_GPU_LACKS_CPU, share * idle);
    else if (!cluster.modelFits(node, pod)) add(WRONG_MODEL, share * idle);
    else {
      const small = idleOnSmallDevices(lefts, gpus, pod);
      if (small < 0) add(enoughCpu ? LACKS_GPU : LACKS_BOTH, share * idle);
      else if (enoughCpu) add(LACKS_GPU, share * small);
      else add(LACKS_CPU, share * idle);
    }
  }
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return sum;
}

function add(reason: number, amount: number): void {
  amounts[reason] = (amounts[reason] as number) + amount;
}

/** Idle thousandths on devices too small for the pod; -1 when too few devices are large enough. */
function idleOnSmallDevices(lefts: ArrayLike<number>, gpus: number, pod: PackingPod): number {
  let small = 0;
  let fitting = 0;
  for (let device = 0; device < gpus; device++) {
    const left = lefts[device] as number;
    if (left >= pod.gpuMilli) fitting += 1;
    else small += left;
  }
  return fitting >= pod.gpuCount ? small : -1;
}

/** Fragmentation of a node as it is. */
export function currentFragmentation(cluster: GpuCluster, node: number, typical: readonly TypicalPod[]): number {
  return nodeFragmentation(cluster, node, cluster.cpuLeft[node] as number, cluster.gpuLeft.subarray(node * GPUS_MAX, (node + 1) * GPUS_MAX), typical);
}
