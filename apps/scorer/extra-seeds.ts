import { type ExtraRun, planExtraSeeds, rank, reserveSeeds } from '#core/leaderboard';
import type { ExtraSeedBudget, ScoreLog, Store } from '#io/store';
import type { Logger } from '#io/telemetry';
import { rankedOf, scoredSubmission } from './boards-of.js';

/** So that a round is judged, and the next planned on what it showed, before the budget is gone. */
const PER_ROUND = 64;

/**
 * Seeds for neighbours that cannot be told apart. A round is planned when nothing of the contest waits to be judged, so that
 * it does not depend on the order in which results came in. How close the reference entries are is nobody's rank.
 */
export function extraSeedsOf(log: ScoreLog, budget: ExtraSeedBudget): readonly ExtraRun[] {
  const { groups, options } = rankedOf(log, 'simulated');
  if (!budget.open || budget.left <= 0 || groups.some((runs) => runs.some((run) => !run.terminal))) return [];
  const submissions = groups.filter(([first]) => !first.reference).map(scoredSubmission);
  const reserve = Object.fromEntries(
    budget.scenarios.map(({ scenarioId, seeds }) => [scenarioId, reserveSeeds(budget.root, scenarioId, budget.perScenario, seeds)]),
  );
  const { perScenario, left } = budget;
  return planExtraSeeds(submissions, rank(submissions, options), options, { reserve, perScenario, perRound: Math.min(left, PER_ROUND) });
}

/** Plans a round for one reading of the log and queues it. How many runs: 0 also where a later reading is there, which plans for itself. */
export async function grantExtraSeeds(store: Pick<Store, 'extraSeeds'>, log: ScoreLog, logger: Logger): Promise<number> {
  const budget = await store.extraSeeds.budgetOf(log.contestId);
  const plan = budget === null ? [] : extraSeedsOf(log, budget);
  if (plan.length === 0) return 0;
  const granted = await store.extraSeeds.grant(
    log,
    plan.map(({ submission, scenario, seed }) => ({ submissionId: submission, scenarioId: scenario, seed })),
  );
  logger.info({ contest: log.contestId, changes: log.changes, planned: plan.length, granted, left: (budget?.left ?? 0) - granted }, 'extra seeds');
  return granted;
}
