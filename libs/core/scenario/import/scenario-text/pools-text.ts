import type { Workload, WorkloadNode, WorkloadPod } from '../workload.js';

const GI = 2 ** 30;
export const GPU = 'nvidia.com/gpu';
export const MODEL_LABEL = 'regatta.dev/model';
const MOST_POOLS = 50;
const MOST_NODES = 20_000;
/** How full a made-up cluster is at the peak. */
const FULL = 0.75;
/** USD an hour for a core, a GiB and a GPU: round figures of public clouds. */
const PRICES = { core: 0.04, gib: 0.005, gpu: 2 };

/** A pool for each shape of machine; where the trace names none, one that is three quarters full at the peak. */
export function poolsText(workload: Workload): readonly string[] {
  const named = workload.nodes.length > 0 && workload.nodes.some((node) => node.count > 1) ? workload.nodes : sized(workload);
  return named
    .slice(0, MOST_POOLS)
    .flatMap((node, index) => [
      `    - name: pool-${index + 1}`,
      `      count: ${Math.min(MOST_NODES, node.count)}`,
      `      shape: { cpu: ${node.cpuMilli / 1000}, memory: ${mebi(node.memoryBytes)}, pods: 250${node.gpuMilli > 0 ? `, extended: { ${GPU}: ${node.gpuMilli} }` : ''} }`,
      `      price: ${priceOf(node).toFixed(3)}/h`,
      ...(node.model === '' ? [] : [`      labels: { ${MODEL_LABEL}: ${JSON.stringify(node.model)} }`]),
    ]);
}

export const mebi = (bytes: number): string => `${Math.max(1, Math.ceil(bytes / 2 ** 20))}Mi`;

const priceOf = (node: WorkloadNode): number =>
  (node.cpuMilli / 1000) * PRICES.core + (node.memoryBytes / GI) * PRICES.gib + (node.gpuMilli / 1000) * PRICES.gpu;

/** Machines of the shape the trace gives (or of 16 cores and 64 GiB), as many as its peak fills to three quarters. */
function sized({ nodes, pods, apps }: Workload): readonly WorkloadNode[] {
  const largestGpu = pods.reduce((most, pod) => Math.max(most, pod.gpuMilli), 0);
  const made = { count: 1, cpuMilli: 16_000, memoryBytes: 64 * GI, gpuMilli: largestGpu > 0 ? Math.max(8000, largestGpu) : 0, model: '' };
  const shape = nodes[0] ?? largerThanAnyPod(made, pods);
  const requests = apps.reduce((sum, app) => sum + (peakRate(app.counts) * 1e6 * app.cpuUs) / app.everyUs / 1000, 0);
  const need = Math.max(
    (peakOf(pods, (pod) => pod.cpuMilli) + requests) / shape.cpuMilli,
    peakOf(pods, (pod) => pod.memoryBytes) / shape.memoryBytes,
    shape.gpuMilli > 0 ? peakOf(pods, (pod) => pod.gpuMilli) / shape.gpuMilli : 0,
  );
  return [{ ...shape, count: Math.min(MOST_NODES, Math.max(3, Math.ceil(need / FULL))) }];
}

function largerThanAnyPod(node: WorkloadNode, pods: readonly WorkloadPod[]): WorkloadNode {
  const cpuMilli = pods.reduce((most, pod) => Math.max(most, pod.cpuMilli), node.cpuMilli);
  return { ...node, cpuMilli: Math.ceil(cpuMilli / 1000) * 1000, memoryBytes: pods.reduce((most, pod) => Math.max(most, pod.memoryBytes), node.memoryBytes) };
}

const peakRate = (counts: readonly number[]): number => counts.reduce((most, count) => Math.max(most, count), 0);

function peakOf(pods: readonly WorkloadPod[], of: (pod: WorkloadPod) => number): number {
  const changes = pods.flatMap((pod) => [[pod.atUs, of(pod)] as const, ...(pod.durationUs === null ? [] : [[pod.atUs + pod.durationUs, -of(pod)] as const])]);
  let [now, peak] = [0, 0];
  for (const [, change] of changes.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    now += change;
    peak = Math.max(peak, now);
  }
  return peak;
}
