import type { RunMetrics } from '#core/run';

/**
 * Utilization cost. Unit: millionths of the scenario's currency per 1,000 units of good work; a unit is one request within
 * its SLO or one CPU-second of a finished job. A node costs while it holds at least one pod. Lower is better. With no
 * good work at all the whole cluster is divided by one unit: the worst there is.
 *
 * Scenarios about packing have no requests; there it is the number of nodes of the compacted cluster, or the
 * unallocated share in percent.
 *
 * Source: used node-hours as cost of a heterogeneous pool; compaction as in Verma et al., CLUSTER'14.
 */
export function utilizationCost(metrics: RunMetrics): number {
  const { placement, utilization, latency, batch } = metrics;
  if (placement.compactedNodes !== null) return placement.compactedNodes;
  if (placement.allocatedShare !== null) return 100 * (1 - placement.allocatedShare);
  const work = latency.good + batch.goodCpuSeconds;
  return work > 0 ? (utilization.usedPriceMicros * 1000) / work : utilization.wholePriceMicros * 1000;
}
