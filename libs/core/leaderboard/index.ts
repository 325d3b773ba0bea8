export { bcaInterval } from './bca-interval.js';
export { normalQuantile, normalShare } from './normal-distribution.js';
export { type Comparison, comparePaired } from './paired-comparison.js';
export { type ExtraRun, planExtraSeeds, type SeedBudget } from './plan-extra-seeds.js';
export { rank } from './rank.js';
export { commitmentOfRoot, reserveSeeds } from './reserve-seeds.js';
export type { RankOptions, ScenarioStanding, ScoredRun, ScoredSubmission, Standing } from './scored-submission.js';
