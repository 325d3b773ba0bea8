import type { RankOptions, ScenarioStanding, ScoredSubmission } from './scored-submission.js';

const DECIMALS = 1e4;
const round = (value: number): number => Math.round(value * DECIMALS) / DECIMALS;

/** Per scenario the mean over the contest's own seeds, the same for all; scenarios in code-unit order, so that sums do not depend on arrival order. */
export function scenarioStandings(submission: ScoredSubmission, weights: RankOptions['weights']): readonly ScenarioStanding[] {
  return Object.keys(weights)
    .sort()
    .map((scenario) => {
      const all = submission.runs.filter((run) => run.scenario === scenario);
      const runs = all.filter((run) => run.extra !== true);
      const scores = runs
        .slice()
        .sort((a, b) => a.seed - b.seed)
        .flatMap((run) => (run.score === null ? [] : [run.score]));
      const mean = scores.length === 0 ? null : round(scores.reduce((sum, score) => sum + score, 0) / scores.length);
      return {
        scenario,
        score: mean,
        runs: runs.filter((run) => run.terminal).length,
        runsTotal: runs.length,
        extraRuns: all.filter((run) => run.extra === true && run.score !== null).length,
      };
    });
}

/**
 * The contest score: weighted mean of scenario scores. Null until every run of every weighted scenario has ended and each
 * scenario has at least one score: half-judged entries are not compared with judged ones.
 */
export function contestScore(standings: readonly ScenarioStanding[], weights: RankOptions['weights']): number | null {
  let sum = 0;
  let total = 0;
  for (const { scenario, score, runs, runsTotal } of standings) {
    if (score === null || runs < runsTotal) return null;
    sum += (weights[scenario] ?? 0) * score;
    total += weights[scenario] ?? 0;
  }
  return total > 0 ? round(sum / total) : null;
}
