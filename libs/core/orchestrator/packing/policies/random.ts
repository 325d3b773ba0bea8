import type { RandomStream } from '#core/random';
import { GPUS_MAX } from '../gpu-cluster.js';
import type { PackingPolicy } from '../packing-policy.js';

/** Uniform over the nodes that fit, and over the devices that fit. */
export function randomPolicy(stream: RandomStream): PackingPolicy {
  return {
    name: 'Random',
    drawTie: (nodes) => stream.integer(nodes),
    score: () => 0,
    sharedDevice(cluster, node, pod) {
      const fitting: number[] = [];
      for (let device = 0; device < (cluster.gpus[node] as number); device++)
        if ((cluster.gpuLeft[node * GPUS_MAX + device] as number) >= pod.gpuMilli) fitting.push(device);
      return fitting[stream.integer(fitting.length)] as number;
    },
  };
}
