import type { RunMetrics } from '#core/run';
import type { Costs, References } from './scoring-rules.js';

/** How far below its target an application's attainment may be before saving machines stops counting. */
const SLO_SLACK = 0.02;
/** How many times the baseline's cost of utilization an entry may spend before what it bought stops counting. */
export const BUDGET = 1.5;

/**
 * What an entry may not trade. `slo`: users were failed, so machines saved earn nothing. `budget`: machines were
 * bought without measure, so latency and recovery earn nothing. Losses count either way.
 */
export interface Gates {
  readonly slo: boolean;
  readonly budget: boolean;
}

export function gatesOf(metrics: RunMetrics, costs: Costs, references: References): Gates {
  const slo = metrics.apps.some((app) => app.offered > 0 && app.good / app.offered < app.sloTarget - SLO_SLACK);
  return { slo, budget: costs.utilization > BUDGET * references.baseline.utilization };
}
