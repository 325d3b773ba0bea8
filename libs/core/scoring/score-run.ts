import { faultOf, type RunMetrics, type Verdict } from '#core/run';
import { costsOf } from './costs-of.js';
import { normalizeCost } from './normalize-cost.js';
import { AXES, type Axis, type Costs, FAULT_SCORE, type PerAxis, type ScoringRules } from './scoring-rules.js';

/** How far below its target an application's attainment may be before saving nodes stops counting. */
const GATE_SLACK = 0.02;
const SCORE_DECIMALS = 1e4;

export interface RunScore {
  readonly costs: Costs | null;
  readonly normalized: PerAxis | null;
  /** −100..125, rounded to 4 decimals; null: a platform fault, or a scenario without references. */
  readonly score: number | null;
  /** The SLO was missed, so utilization earned nothing. */
  readonly gated: boolean;
}

/** Scores one run by the rules of its scenario: the scenario itself, or its `scoring` block alone. */
export function scoreRun(
  run: { readonly verdict: Verdict; readonly metrics: RunMetrics | null },
  scenario: ScoringRules | { readonly scoring: ScoringRules },
): RunScore {
  const rules = 'scoring' in scenario ? scenario.scoring : scenario;
  const fault = faultOf(run.verdict);
  const costs = run.metrics === null ? null : costsOf(run.metrics);
  if (fault === 'platform') return { costs, normalized: null, score: null, gated: false };
  if (fault === 'competitor') return { costs, normalized: null, score: FAULT_SCORE, gated: false };
  if (costs === null || run.metrics === null || rules.references === null) return { costs, normalized: null, score: null, gated: false };
  const gated = missesSlo(run.metrics);
  const references = rules.references;
  const place = (axis: Axis) => normalizeCost(axis, costs[axis], references);
  const utilization = gated ? Math.min(0, place('utilization')) : place('utilization');
  const normalized: PerAxis = { latency: place('latency'), utilization, recovery: place('recovery') };
  const sum = AXES.reduce((total, axis) => total + rules.weights[axis] * normalized[axis], 0);
  return { costs, normalized, score: Math.round(100 * sum * SCORE_DECIMALS) / SCORE_DECIMALS, gated };
}

const missesSlo = (metrics: RunMetrics): boolean => metrics.apps.some((app) => app.offered > 0 && app.good / app.offered < app.sloTarget - GATE_SLACK);
