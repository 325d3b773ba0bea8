export { costsOf } from './costs-of.js';
export { LIVE_BANDS, type LiveScore, scoreLive } from './live-score.js';
export { latencyCost } from './latency-cost.js';
export { normalizeCost } from './normalize-cost.js';
export { recoveryCost } from './recovery-cost.js';
export { type RunScore, scoreRun } from './score-run.js';
export { BUDGET, type Gates, gatesOf } from './scoring-gates.js';
export { AXES, type Axis, type Costs, FAULT_SCORE, type PerAxis, type References, RESOLUTION, SCORING_VERSION, type ScoringRules } from './scoring-rules.js';
export { utilizationCost } from './utilization-cost.js';
