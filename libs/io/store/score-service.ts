import type { DataSource, EntityManager } from 'typeorm';
import { announceRun, countChange, moveRun } from './move-run.js';
import { RUN_COLUMNS, RUN_TABLES } from './run-columns.js';
import { sendMessages } from './send-message.js';
import type { RunRow, ScoredRunRow, ScoreLog, ScoreRow, ScoreStore } from './store-ports.js';

export class ScoreService implements ScoreStore {
  constructor(private readonly database: DataSource) {}

  append(row: Omit<ScoreRow, 'at'>): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      await moveRun(manager, { runId: row.runId, to: 'scored', set: 'queued_at = queued_at', where: 'attempt = $3', parameters: [row.attempt] });
      const logged = await manager.query<unknown[]>(
        `INSERT INTO score_log (run_id, attempt, scoring_version, costs, normalized, score)
         SELECT id, $2, $3, $4, $5, $6 FROM run WHERE id = $1 AND state = 'scored' AND attempt = $2
         ON CONFLICT DO NOTHING RETURNING run_id`,
        [row.runId, row.attempt, row.scoringVersion, json(row.costs), json(row.normalized), row.score],
      );
      if (logged.length === 0) return false;
      const [run] = await manager.query<RunRow[]>(`SELECT ${RUN_COLUMNS} FROM ${RUN_TABLES} WHERE run.id = $1`, [row.runId]);
      if (run === undefined) throw new Error(`run ${row.runId} was scored and is not there`);
      await sendMessages(manager, 'rank', [run.contestId]);
      await countChange(manager, run.contestId);
      await announceRun(manager, run);
      return true;
    });
  }

  readLog(contestId: string): Promise<ScoreLog | null> {
    return this.database.transaction('REPEATABLE READ', async (manager) => {
      const [contest] = await manager.query<Pick<ScoreLog, 'contestId' | 'changes' | 'freezesAt' | 'weights'>[]>(
        `SELECT contest.id AS "contestId", changes, freezes_at AS "freezesAt",
           (SELECT coalesce(json_object_agg(scenario.id, weight), '{}') FROM contest_scenario JOIN scenario ON digest = scenario_digest
            WHERE contest_id = contest.id) AS weights
         FROM contest WHERE id = $1`,
        [contestId],
      );
      return contest === undefined ? null : { ...contest, runs: await readRuns(manager, contestId) };
    });
  }
}

function readRuns(manager: EntityManager, contestId: string): Promise<ScoredRunRow[]> {
  return manager.query(
    `SELECT submission.id AS "submissionId", json_build_object('id', team.id, 'name', team.name) AS team, reference, division, submitted_at AS "submittedAt",
       scenario.id AS "scenarioId", scenario.world, run.seed::float8 AS seed, run.extra, run.state IN ('scored', 'failed', 'cancelled') AS terminal, run.state = 'failed' AS failed,
       logged.normalized, logged.score
     FROM ${RUN_TABLES} JOIN submission ON submission.id = run.submission_id JOIN team ON team.id = team_id JOIN entry ON entry.digest = entry_digest
     WHERE run.contest_id = $1 ORDER BY submission.submitted_at, submission.id, scenario.id, run.seed`,
    [contestId],
  );
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
