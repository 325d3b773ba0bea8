import { ln } from '#core/random';
import type { AppMetrics, RunMetrics } from '#core/run';

const P99_WEIGHT = 0.1;
const LN2 = ln(2);

/**
 * Latency cost. Unit: share of offered requests, plus 0.1 for every doubling of p99 beyond its target; mean over
 * applications. Batch work adds its mean bounded slowdown beyond 1, likewise × 0.1. Lower is better; 0 is perfect; a run
 * that served nothing costs 1 plus the excess of the timeout.
 *
 * Source: SLO attainment over offered load (work-conserving: dropping a request cannot help); bounded slowdown as in
 * parallel job scheduling (Feitelson).
 */
export function latencyCost(metrics: RunMetrics): number {
  const apps = metrics.apps.filter((app) => app.offered > 0);
  const requests = apps.length === 0 ? 0 : apps.reduce((sum, app) => sum + appCost(app), 0) / apps.length;
  const slowdown = metrics.batch.boundedSlowdownMean;
  return requests + (slowdown === null ? 0 : P99_WEIGHT * Math.max(0, slowdown - 1));
}

function appCost(app: AppMetrics): number {
  const missed = 1 - app.good / app.offered;
  const excess = app.p99Us === null || app.p99Us <= app.sloLatencyUs ? 0 : ln(app.p99Us / app.sloLatencyUs) / LN2;
  return missed + P99_WEIGHT * excess;
}
