import type { DataSource, EntityManager } from 'typeorm';
import { announceRun, countChange } from './move-run.js';
import { RUN_COLUMNS, RUN_TABLES } from './run-columns.js';
import { ATTEMPTS } from './run-service.js';
import { tellJudges } from './send-message.js';
import type { ExtraSeedBudget, ExtraSeedStore, RunRow } from './store-ports.js';

const LEFT = 'extra_runs - (SELECT count(*)::int FROM run WHERE contest_id = contest.id AND extra)';
const OPEN = `(extra_after_freeze OR ((freezes_at IS NULL OR now() < freezes_at) AND (closes_at IS NULL OR now() < closes_at)))`;

export class ExtraSeedService implements ExtraSeedStore {
  constructor(private readonly database: DataSource) {}

  async budgetOf(contestId: string): Promise<ExtraSeedBudget | null> {
    const [budget] = await this.database.query<ExtraSeedBudget[]>(
      `SELECT seed_root AS root, extra_per_scenario AS "perScenario", ${LEFT} AS left, ${OPEN} AS open,
         (SELECT coalesce(json_agg(json_build_object('scenarioId', scenario.id, 'seeds', seeds)), '[]')
          FROM contest_scenario JOIN scenario ON digest = scenario_digest WHERE contest_id = contest.id) AS scenarios
       FROM contest WHERE id = $1`,
      [contestId],
    );
    return budget ?? null;
  }

  grant(log: Parameters<ExtraSeedStore['grant']>[0], runs: Parameters<ExtraSeedStore['grant']>[1]): Promise<number> {
    return this.database.transaction(async (manager) => {
      // Whoever comes second with the same reading finds it out of date: the first has counted a change.
      const [held] = await manager.query<unknown[]>('SELECT 1 FROM contest WHERE id = $1 AND changes = $2::bigint FOR NO KEY UPDATE', [
        log.contestId,
        log.changes,
      ]);
      if (held === undefined || runs.length === 0) return 0;
      const [budget] = await manager.query<{ left: number; open: boolean }[]>(`SELECT ${LEFT} AS left, ${OPEN} AS open FROM contest WHERE id = $1`, [
        log.contestId,
      ]);
      if (budget === undefined || !budget.open || budget.left < runs.length) return 0;
      const ids = await insertRuns(manager, log.contestId, runs);
      if (ids.length === 0) return 0;
      await tellJudges(manager, ids);
      await countChange(manager, log.contestId);
      const made = await manager.query<RunRow[]>(`SELECT ${RUN_COLUMNS} FROM ${RUN_TABLES} WHERE run.id = ANY($1::text[]) ORDER BY run.id`, [ids]);
      for (const run of made) await announceRun(manager, run);
      return ids.length;
    });
  }
}

/** A run that is there already is not made again. */
async function insertRuns(manager: EntityManager, contestId: string, runs: Parameters<ExtraSeedStore['grant']>[1]): Promise<readonly string[]> {
  const made = await manager.query<{ id: string }[]>(
    `INSERT INTO run (id, submission_id, contest_id, scenario_digest, seed, extra, state, attempts_left)
     SELECT gen_random_uuid()::text, submission.id, $1, scenario_digest, wanted.seed, true, 'queued', $5
     FROM unnest($2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY AS wanted (submission_id, scenario_id, seed, place)
       JOIN submission ON submission.id = wanted.submission_id AND submission.contest_id = $1
       JOIN contest_scenario ON contest_scenario.contest_id = $1
       JOIN scenario ON digest = scenario_digest AND scenario.id = wanted.scenario_id
     ORDER BY place ON CONFLICT (submission_id, scenario_digest, seed) DO NOTHING RETURNING id`,
    [contestId, runs.map((run) => run.submissionId), runs.map((run) => run.scenarioId), runs.map((run) => run.seed), ATTEMPTS],
  );
  return made.map((run) => run.id);
}
