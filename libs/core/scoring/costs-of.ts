import type { RunMetrics } from '#core/run';
import { latencyCost } from './latency-cost.js';
import { recoveryCost } from './recovery-cost.js';
import type { Costs } from './scoring-rules.js';
import { utilizationCost } from './utilization-cost.js';

/** The three costs of a run. */
export function costsOf(metrics: RunMetrics): Costs {
  return { latency: latencyCost(metrics), utilization: utilizationCost(metrics), recovery: recoveryCost(metrics) };
}
