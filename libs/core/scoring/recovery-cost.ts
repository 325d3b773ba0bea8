import type { RunMetrics } from '#core/run';

/**
 * Recovery cost. Unit: bad request-seconds after faults (the integral of missed SLO attainment until the next fault or the
 * end) per 1,000 offered requests. Lower is better; 0 when no fault was felt or none was injected.
 *
 * Source: SLO debt; continuous where time-to-recover is a cliff, which is why the latter is shown and not scored.
 */
export function recoveryCost(metrics: RunMetrics): number {
  return metrics.latency.offered === 0 ? 0 : (metrics.recovery.sloDebt * 1000) / metrics.latency.offered;
}
