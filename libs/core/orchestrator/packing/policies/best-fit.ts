import { tightestDevice } from '../devices.js';
import { CPU_MILLI_MAX, GPU_MILLI_MAX, type PackingPolicy } from '../packing-policy.js';

/** Prefers the node with the least left of CPU and GPU together after placing (Protean, OSDI'20, uses the like). */
export const bestFit: PackingPolicy = {
  name: 'BestFit',
  drawTie: null,
  score(cluster, node, pod) {
    const cpu = ((cluster.cpuLeft[node] as number) - pod.cpuMilli) / CPU_MILLI_MAX;
    const gpu = ((cluster.gpuLeftTotal[node] as number) - pod.gpuCount * pod.gpuMilli) / GPU_MILLI_MAX;
    return Math.trunc(100 * (1 - (0.5 * cpu + 0.5 * gpu)));
  },
  sharedDevice: tightestDevice,
};
