import { ln } from '#core/random';
import type { AppMetrics, RunMetrics } from '#core/run';
import type { MetricDefinition } from './metric-definition.js';

const P99_WEIGHT = 0.1;
const LN2 = ln(2);

export const LATENCY: MetricDefinition = {
  name: 'latency',
  definition:
    'Share of offered requests that were not answered within their SLO, plus 0.1 for every doubling of p99 beyond its target; mean over applications. Batch work adds 0.1 times its mean bounded slowdown beyond 1. What is dropped, refused or never answered counts as missed; a p99 from too few samples is refused and adds nothing.',
  unit: 'share of offered requests, and tenths per doubling',
  direction: 'lower is better',
  bounds: [0, null],
  source:
    'SLO attainment over offered load; bounded slowdown as in parallel job scheduling (Feitelson); the fewest samples of a percentile as in MLPerf LoadGen',
};

/** See `LATENCY`. A run that served nothing costs 1 plus the excess of the timeout. */
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
