import {
  currentFragmentation,
  GpuCluster,
  type PackingNode,
  type PackingPod,
  PackingScheduler,
  type PackingPolicyName,
  policyNamed,
  typicalWorkload,
} from '#core/orchestrator/packing';
import { RandomStream } from '#core/random';

export interface InflationInput {
  /** Sorted by name. */
  readonly nodes: readonly PackingNode[];
  /** The trace, sorted by name: what is typical is measured over these. */
  readonly pods: readonly PackingPod[];
  /** Indexes into `pods`, in order of arrival; clones included. */
  readonly arrivals: readonly number[];
  /** Rank of each node in tie-breaks. */
  readonly ranks: readonly number[];
  readonly policy: PackingPolicyName;
  /** Names the stream of the Random policy. */
  readonly seed: number;
}

export interface InflationResult {
  /** Per arrival the node that took the pod, or -1. */
  readonly placements: Int32Array;
  readonly placed: number;
  readonly failed: number;
  /** Per arrival, after it: GPU thousandths asked for so far (failed pods too), allocated, and unusable by the typical workload. */
  readonly arrivedMilli: Float64Array;
  readonly allocatedMilli: Float64Array;
  readonly fragmentedMilli: Float64Array;
  readonly gpuMilliTotal: number;
}

/**
 * The inflation experiment (Verma et al., CLUSTER'14; as run in Weng et al., ATC'23): pods arrive one by one and never
 * leave; each is tried once on the present state; what does not fit is dropped.
 */
export function runInflation(input: InflationInput): InflationResult {
  const cluster = new GpuCluster(input.nodes);
  const typical = typicalWorkload(input.pods);
  const scheduler = new PackingScheduler(cluster, policyNamed(input.policy, typical, new RandomStream(input.seed, 'packing/random')), input.ranks);
  const count = input.arrivals.length;
  const placements = new Int32Array(count);
  const [arrivedMilli, allocatedMilli, fragmentedMilli] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const perNode = Float64Array.from(input.nodes, (_, node) => currentFragmentation(cluster, node, typical));
  let fragmented = perNode.reduce((sum, value) => sum + value, 0);
  let [arrived, allocated, placed] = [0, 0, 0];
  input.arrivals.forEach((podIndex, index) => {
    const pod = input.pods[podIndex] as PackingPod;
    const node = scheduler.place(pod);
    const milli = pod.gpuCount * pod.gpuMilli;
    arrived += milli;
    if (node >= 0) {
      placed += 1;
      allocated += milli;
      const now = currentFragmentation(cluster, node, typical);
      fragmented += now - (perNode[node] as number);
      perNode[node] = now;
    }
    placements[index] = node;
    arrivedMilli[index] = arrived;
    allocatedMilli[index] = allocated;
    fragmentedMilli[index] = fragmented;
  });
  return { placements, placed, failed: count - placed, arrivedMilli, allocatedMilli, fragmentedMilli, gpuMilliTotal: cluster.gpuMilliTotal };
}
