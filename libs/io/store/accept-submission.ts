import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { appendFeedEvent } from './append-feed-event.js';
import { countChange } from './move-run.js';
import { ATTEMPTS } from './run-service.js';
import { sendMessages, tellJudges } from './send-message.js';
import type { Acceptance, NewSubmission } from './store-ports.js';

type Decided = Exclude<Acceptance, { readonly submission: unknown }> | { readonly kind: 'accepted' | 'repeated'; readonly submissionId: string };

/** All or nothing. The team's row is locked first: of two submissions at the edge of a quota, or with one key, the second sees the first. */
export async function acceptSubmission(manager: EntityManager, submission: NewSubmission): Promise<Decided> {
  await manager.query('SELECT 1 FROM team WHERE id = $1 FOR NO KEY UPDATE', [submission.teamId]);
  const before = await repeatedKey(manager, submission);
  if (before !== null) return before;
  const refusal = await refusalOf(manager, submission);
  if (refusal !== null) return refusal;
  const id = randomUUID();
  await manager.query('INSERT INTO entry (digest, division) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING', [submission.entryDigest, submission.division]);
  await manager.query(
    `INSERT INTO submission (id, contest_id, team_id, entry_digest, warnings, idempotency_key, reference, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'judging')`,
    [id, submission.contestId, submission.teamId, submission.entryDigest, JSON.stringify(submission.warnings), submission.idempotencyKey, submission.reference],
  );
  const runs = await manager.query<{ id: string }[]>(
    `INSERT INTO run (id, submission_id, contest_id, scenario_digest, seed, state, attempts_left)
     SELECT gen_random_uuid()::text, $1, contest_id, scenario_digest, seed::bigint, 'queued', $3
     FROM contest_scenario, jsonb_array_elements_text(seeds) WITH ORDINALITY AS listed (seed, place) WHERE contest_id = $2 ORDER BY position, place RETURNING id`,
    [id, submission.contestId, ATTEMPTS],
  );
  await tellJudges(
    manager,
    runs.map((run) => run.id),
  );
  await sendMessages(manager, 'rank', [submission.contestId]);
  await countChange(manager, submission.contestId);
  const payload = { submissionId: id, teamId: submission.teamId, division: submission.division, state: 'judging', score: null, runs: runs.length };
  await appendFeedEvent(manager, { contestId: submission.contestId, kind: 'submission', submissionId: id, payload });
  return { kind: 'accepted', submissionId: id };
}

async function repeatedKey(manager: EntityManager, submission: NewSubmission): Promise<Decided | null> {
  if (submission.idempotencyKey === null) return null;
  const [earlier] = await manager.query<{ id: string; digest: string }[]>(
    'SELECT id, entry_digest AS digest FROM submission WHERE team_id = $1 AND contest_id = $2 AND idempotency_key = $3',
    [submission.teamId, submission.contestId, submission.idempotencyKey],
  );
  if (earlier === undefined) return null;
  return earlier.digest === submission.entryDigest ? { kind: 'repeated', submissionId: earlier.id } : { kind: 'key-reused' };
}

/** The day of a quota is a UTC day. Submissions that the platform failed to judge do not count. */
async function refusalOf(manager: EntityManager, submission: NewSubmission): Promise<Decided | null> {
  const [contest] = await manager.query<{ open: boolean; quota: number | null; used: number; resetsAt: Date }[]>(
    `SELECT (opens_at IS NULL OR opens_at <= now()) AND (closes_at IS NULL OR closes_at > now()) AS open, submissions_per_day AS quota,
       (SELECT count(*)::int FROM submission WHERE team_id = $2 AND contest_id = $1 AND NOT reference AND state <> 'failed'
          AND submitted_at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') AS used,
       (date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC' AS "resetsAt"
     FROM contest WHERE id = $1`,
    [submission.contestId, submission.teamId],
  );
  if (contest === undefined) return { kind: 'contest-not-found' };
  if (submission.reference) return null;
  if (!contest.open) return { kind: 'contest-closed' };
  if (contest.quota !== null && contest.used >= contest.quota) return { kind: 'quota-exceeded', limit: contest.quota, resetsAt: contest.resetsAt };
  return null;
}
