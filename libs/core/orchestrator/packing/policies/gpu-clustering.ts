import { tightestDevice } from '../devices.js';
import { CLASSES, classOf, type GpuCluster } from '../gpu-cluster.js';
import { GPU_MILLI_MAX, type PackingPolicy } from '../packing-policy.js';

const ALONE = 75;
const AMONG_OTHERS = 50;
const EMPTY = 25;

/** Puts pods of one class (sharing a device, or k whole ones) together (Xiao et al., Gandiva, OSDI'18). */
export const gpuClustering: PackingPolicy = {
  name: 'GpuClustering',
  drawTie: null,
  score(cluster, node, pod) {
    if (pod.gpuCount === 0) return 0;
    const used = Math.trunc((25 * (GPU_MILLI_MAX - (cluster.gpuLeftTotal[node] as number))) / GPU_MILLI_MAX);
    const own = (cluster.classes[node * CLASSES + classOf(pod)] as number) > 0;
    const classes = classesOn(cluster, node);
    if (own) return (classes === 1 ? ALONE : AMONG_OTHERS) + used;
    return classes === 0 ? EMPTY + used : used;
  },
  sharedDevice: tightestDevice,
};

function classesOn(cluster: GpuCluster, node: number): number {
  let count = 0;
  for (let at = node * CLASSES; at < (node + 1) * CLASSES; at++) if ((cluster.classes[at] as number) > 0) count += 1;
  return count;
}
