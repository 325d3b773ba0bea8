import { tightestDevice } from '../devices.js';
import { CPU_MILLI_MAX, GPU_MILLI_MAX, type PackingPolicy } from '../packing-policy.js';

/** Prefers nodes whose free resources point away from the request (Grandl et al., "Multi-resource packing", SIGCOMM'14; dimensions merged, normalised by the largest node). */
export const dotProd: PackingPolicy = {
  name: 'DotProd',
  drawTie: null,
  score(cluster, node, pod) {
    const cpu = ((cluster.cpuLeft[node] as number) / CPU_MILLI_MAX) * (pod.cpuMilli / CPU_MILLI_MAX);
    const gpu = ((cluster.gpuLeftTotal[node] as number) / GPU_MILLI_MAX) * ((pod.gpuCount * pod.gpuMilli) / GPU_MILLI_MAX);
    return Math.trunc(100 * (1 - (cpu + gpu) / 2));
  },
  sharedDevice: tightestDevice,
};
