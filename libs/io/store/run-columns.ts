/** A run as `RunRow` has it, with the last row of the log about its present attempt. */
export const RUN_COLUMNS = `run.id, run.submission_id AS "submissionId", run.contest_id AS "contestId", scenario.id AS "scenarioId", scenario.world AS world,
  (SELECT division FROM entry JOIN submission ON entry.digest = submission.entry_digest WHERE submission.id = run.submission_id) AS division,
  run.scenario_digest AS "scenarioDigest", run.seed::float8 AS seed, run.extra, run.state, run.attempt, run.judge, run.verdict, run.fault, run.cause, run.metrics,
  logged.costs, logged.normalized, logged.score, run.record_digest AS "recordDigest", run.started_at AS "startedAt", run.finished_at AS "finishedAt"`;

export const RUN_TABLES = `run JOIN scenario ON scenario.digest = run.scenario_digest
  LEFT JOIN LATERAL (SELECT costs, normalized, score FROM score_log
    WHERE run_id = run.id AND score_log.attempt = run.attempt ORDER BY scoring_version DESC LIMIT 1) logged ON run.state = 'scored'`;
