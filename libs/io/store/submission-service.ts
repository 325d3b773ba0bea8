import type { DataSource } from 'typeorm';
import { acceptSubmission } from './accept-submission.js';
import { paged, readTimeCursor, timeCursor } from './cursor.js';
import { RUN_COLUMNS, RUN_TABLES } from './run-columns.js';
import type { Acceptance, NewSubmission, Page, Paged, RunRow, SubmissionRow, SubmissionStore } from './store-ports.js';

const SELECT = `SELECT submission.id, contest_id AS "contestId", json_build_object('id', team.id, 'name', team.name) AS team, division,
  entry_digest AS "entryDigest", submitted_at AS "submittedAt", warnings, reference, state, score
  FROM submission JOIN team ON team.id = team_id JOIN entry ON entry.digest = entry_digest`;

type Bare = Omit<SubmissionRow, 'runs'>;

export class SubmissionService implements SubmissionStore {
  constructor(private readonly database: DataSource) {}

  async accept(submission: NewSubmission): Promise<Acceptance> {
    const decided = await this.database.transaction((manager) => acceptSubmission(manager, submission));
    if (!('submissionId' in decided)) return decided;
    const found = await this.find(decided.submissionId);
    if (found === null) throw new Error(`submission ${decided.submissionId} was accepted and is not there`);
    return { kind: decided.kind, submission: found };
  }

  async find(id: string): Promise<SubmissionRow | null> {
    const [row] = await this.withRuns(await this.database.query<Bare[]>(`${SELECT} WHERE submission.id = $1`, [id]));
    return row ?? null;
  }

  async list(filter: { readonly contestId: string | null; readonly teamId: string | null }, page: Page): Promise<Paged<SubmissionRow>> {
    const [before, id] = readTimeCursor(page.after) ?? [null, null];
    const rows = await this.database.query<Bare[]>(
      `${SELECT} WHERE ($1::text IS NULL OR contest_id = $1) AND ($2::text IS NULL OR team_id = $2)
       AND ($3::timestamptz IS NULL OR (submitted_at, submission.id) < ($3, $4))
       ORDER BY submitted_at DESC, submission.id DESC LIMIT $5`,
      [filter.contestId, filter.teamId, before, id, page.limit + 1],
    );
    const { items, nextCursor } = paged(rows, page, (row) => timeCursor(row.submittedAt, row.id));
    return { items: await this.withRuns(items), nextCursor };
  }

  private async withRuns(rows: readonly Bare[]): Promise<readonly SubmissionRow[]> {
    if (rows.length === 0) return [];
    const runs = await this.database.query<RunRow[]>(
      `SELECT ${RUN_COLUMNS} FROM ${RUN_TABLES} WHERE run.submission_id = ANY($1::text[]) ORDER BY scenario.id, run.seed`,
      [rows.map((row) => row.id)],
    );
    const bySubmission = groupRuns(runs);
    return rows.map((row) => ({ ...row, runs: bySubmission.get(row.id) ?? [] }));
  }
}

function groupRuns(runs: readonly RunRow[]): ReadonlyMap<string, readonly RunRow[]> {
  const groups = new Map<string, RunRow[]>();
  for (const run of runs) {
    const group = groups.get(run.submissionId);
    if (group === undefined) groups.set(run.submissionId, [run]);
    else group.push(run);
  }
  return groups;
}
