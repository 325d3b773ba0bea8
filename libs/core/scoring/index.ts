export { costsOf } from './costs-of.js';
export { LATENCY, latencyCost } from './latency-cost.js';
export { LIVE_BANDS, type LiveScore, scoreLive } from './live-score.js';
export type { MetricDefinition } from './metric-definition.js';
export { normalizeCost } from './normalize-cost.js';
export { RECOVERY, recoveryCost } from './recovery-cost.js';
export { type RunScore, scoreRun } from './score-run.js';
export { BUDGET, type Gates, gatesOf } from './scoring-gates.js';
export {
  AXES,
  type Axis,
  type Costs,
  FAULT_SCORE,
  NARROWEST_RANGE,
  type PerAxis,
  type References,
  RESOLUTION,
  SCORING_VERSION,
  type ScoringRules,
} from './scoring-rules.js';
export { UTILIZATION, utilizationCost } from './utilization-cost.js';
