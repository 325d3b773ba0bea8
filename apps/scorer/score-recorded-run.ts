import { type RunScore, SCORING_VERSION, scoreRun } from '#core/scoring';
import type { RunRow, Store } from '#io/store';
import type { Logger } from '#io/telemetry';
import type { ScenarioRules } from './scenario-rules.js';

export interface Scorer {
  readonly store: Pick<Store, 'runs' | 'scores' | 'standings'>;
  readonly rules: ScenarioRules;
  readonly logger: Logger;
}

/** recorded → scored. The store tells the ranking in the same transaction. Doing it twice changes nothing. */
export async function scoreRecordedRun(scorer: Scorer, runId: string): Promise<void> {
  const run = await scorer.store.runs.find(runId);
  if (run === null || run.state !== 'recorded') return;
  const { costs, normalized, score } = await scoreOf(scorer, run);
  const appended = await scorer.store.scores.append({ runId, attempt: run.attempt, scoringVersion: SCORING_VERSION, costs, normalized, score });
  scorer.logger.info({ run: runId, score, appended }, appended ? 'scored' : 'was scored already');
}

const UNSCORED: RunScore = { costs: null, normalized: null, score: null, gates: null };

/** What cannot be scored is the platform's fault: the run ends without a score and costs nobody anything. */
async function scoreOf(scorer: Scorer, run: RunRow): Promise<RunScore> {
  const rules = await scorer.rules.of(run.scenarioDigest);
  if (rules === null || run.verdict === null) {
    scorer.logger.error({ run: run.id }, 'its scenario cannot be read: no score');
    return UNSCORED;
  }
  try {
    return scoreRun({ verdict: run.verdict, metrics: run.metrics }, rules);
  } catch (error) {
    scorer.logger.error({ err: error, run: run.id }, 'scoring failed: no score');
    return UNSCORED;
  }
}
