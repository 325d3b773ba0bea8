export { type Comparison, comparePaired } from './paired-comparison.js';
export { rank } from './rank.js';
export type { RankOptions, ScenarioStanding, ScoredRun, ScoredSubmission, Standing } from './scored-submission.js';
