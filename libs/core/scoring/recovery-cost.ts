import type { RunMetrics } from '#core/run';
import type { MetricDefinition } from './metric-definition.js';

export const RECOVERY: MetricDefinition = {
  name: 'recovery',
  definition:
    'Good requests missing from the SLO target after faults, until the next fault or the end, per 1,000 offered requests. 0 when no fault was felt or none was injected.',
  unit: 'requests per 1,000 offered',
  direction: 'lower is better',
  bounds: [0, null],
  source: 'SLO debt: the integral of missed attainment, continuous where time-to-recover is a cliff, which is why the latter is shown and not scored',
};

/** See `RECOVERY`. */
export function recoveryCost(metrics: RunMetrics): number {
  return metrics.latency.offered === 0 ? 0 : (metrics.recovery.sloDebt * 1000) / metrics.latency.offered;
}
