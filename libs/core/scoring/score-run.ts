import { faultOf, type RunMetrics, type Verdict } from '#core/run';
import { scoreLive } from './live-score.js';
import { costsOf } from './costs-of.js';
import { normalizeCost } from './normalize-cost.js';
import { type Gates, gatesOf } from './scoring-gates.js';
import { AXES, type Costs, FAULT_SCORE, type PerAxis, type ScoringRules } from './scoring-rules.js';

const SCORE_DECIMALS = 1e4;

export interface RunScore {
  readonly costs: Costs | null;
  readonly normalized: PerAxis | null;
  /** −100..125, rounded to 4 decimals; null: a platform fault, or a scenario without references. */
  readonly score: number | null;
  /** Null where nothing was placed between references. */
  readonly gates: Gates | null;
}

/** Scores one run by the rules of its scenario: the scenario itself, or its `scoring` block alone. */
export function scoreRun(
  run: { readonly verdict: Verdict; readonly metrics: RunMetrics | null },
  scenario: ScoringRules | { readonly scoring: ScoringRules },
): RunScore {
  const rules = 'scoring' in scenario ? scenario.scoring : scenario;
  const fault = faultOf(run.verdict);
  const costs = run.metrics === null ? null : costsOf(run.metrics);
  if (fault === 'platform') return { costs, normalized: null, score: null, gates: null };
  if (fault === 'competitor') return { costs, normalized: null, score: FAULT_SCORE, gates: null };
  if (run.metrics?.live !== undefined) return { ...scoreLive(run.metrics.live, rules.weights), gates: null };
  if (costs === null || run.metrics === null || rules.references === null) return { costs, normalized: null, score: null, gates: null };
  const { references, weights } = rules;
  const gates = gatesOf(run.metrics, costs, references);
  const normalized = withoutCredit(gates, {
    latency: normalizeCost('latency', costs.latency, references),
    utilization: normalizeCost('utilization', costs.utilization, references),
    recovery: normalizeCost('recovery', costs.recovery, references),
  });
  const sum = AXES.reduce((total, axis) => total + weights[axis] * normalized[axis], 0);
  return { costs, normalized, score: Math.round(100 * sum * SCORE_DECIMALS) / SCORE_DECIMALS, gates };
}

function withoutCredit(gates: Gates, { latency, utilization, recovery }: PerAxis): PerAxis {
  return {
    latency: gates.budget ? Math.min(0, latency) : latency,
    utilization: gates.slo ? Math.min(0, utilization) : utilization,
    recovery: gates.budget ? Math.min(0, recovery) : recovery,
  };
}
