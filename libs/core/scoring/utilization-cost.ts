import type { RunMetrics } from '#core/run';
import type { MetricDefinition } from './metric-definition.js';

export const UTILIZATION: MetricDefinition = {
  name: 'utilization',
  definition:
    'Price of the machines that held a pod, per 1,000 units of good work: a unit is a request answered within its SLO, or a CPU-second of a finished job. In packing scenarios: the machines of the compacted cluster, each pod left waiting counted as one more; or the unallocated share in percent.',
  unit: 'millionths of the currency per 1,000 units of good work; machines; percent',
  direction: 'lower is better',
  bounds: [0, null],
  source:
    'used node-hours as the cost of a heterogeneous pool; compaction as in Verma et al., "Evaluating job packing in warehouse-scale computing", CLUSTER 2014',
};

/** See `UTILIZATION`. Without any good work the whole cluster is divided by one unit: the worst there is. */
export function utilizationCost(metrics: RunMetrics): number {
  const { placement, utilization, latency, batch } = metrics;
  // What was never placed needs no machine: without the second term, placing nothing would be best.
  if (placement.compactedNodes !== null) return placement.compactedNodes + placement.podsUnschedulableAtEnd;
  if (placement.allocatedShare !== null) return 100 * (1 - placement.allocatedShare);
  const work = latency.good + batch.goodCpuSeconds;
  return work > 0 ? (utilization.usedPriceMicros * 1000) / work : utilization.wholePriceMicros * 1000;
}
