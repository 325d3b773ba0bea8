import { type PackingNode, type PackingPod, WHOLE_GPU } from '#core/orchestrator/packing';
import { GoRandom } from './go-random.js';

/** How much GPU is asked for in the end, of what the cluster has. */
const INFLATION = 1.3;
/** Numbers that other parts of the paper's program draw from the same generator: before the shuffle, and between pods and nodes. */
const DRAWN_BEFORE_PODS = 1;
const DRAWN_BEFORE_NODES = 10;

export interface InflationOrder {
  /** Indexes into the pods, in order of arrival. */
  readonly arrivals: readonly number[];
  /** Rank of each node in tie-breaks. */
  readonly ranks: readonly number[];
}

/**
 * The order in which the paper's program (Weng et al., ATC'23) lets pods arrive and breaks ties, from the trace and a seed alone:
 * all pods shuffled, then clones of pods drawn from the trace until one would take the GPU asked for beyond 1.3 × what there is (that pod is left
 * out, and counts with one GPU however many it wants), then a permutation of the nodes. `pods` and `nodes` sorted by name.
 */
export function inflationOrder(nodes: readonly PackingNode[], pods: readonly PackingPod[], seed: number): InflationOrder {
  const random = new GoRandom(seed);
  for (let i = 0; i < DRAWN_BEFORE_PODS; i++) random.next();
  const arrivals = random.shuffle(pods.map((_, index) => index));
  const goal = INFLATION * nodes.reduce((sum, node) => sum + node.gpus * WHOLE_GPU, 0);
  let asked = pods.reduce((sum, pod) => sum + pod.gpuCount * pod.gpuMilli, 0);
  const clones = pods.some((pod) => pod.gpuCount > 0);
  while (clones) {
    const index = random.below(pods.length);
    const pod = pods[index] as PackingPod;
    if (asked + pod.gpuMilli > goal) break;
    asked += pod.gpuCount * pod.gpuMilli;
    arrivals.push(index);
  }
  for (let i = 0; i < DRAWN_BEFORE_NODES; i++) random.next();
  return { arrivals, ranks: random.permutation(nodes.length) };
}
