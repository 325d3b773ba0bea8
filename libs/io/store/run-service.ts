import type { DataSource, EntityManager } from 'typeorm';
import { announceRun, countChange, type Move, moveRun } from './move-run.js';
import { RUN_COLUMNS, RUN_TABLES } from './run-columns.js';
import { sendMessages, tellJudges } from './send-message.js';
import type { RunLease, RunResult, RunRow, RunStore } from './store-ports.js';

/** How often a platform fault may hit a run before it is given up. */
export const ATTEMPTS = 3;

const NO_LEASE = 'lease_token = NULL, lease_expires_at = NULL';
const FAILED = `${NO_LEASE}, verdict = 'platform-error', fault = 'platform', finished_at = now()`;
/** How the cause of a run of a plugin begins while no judge can take it. */
const HELD = 'waits for a judge that can run plugins';
/** `$1`: the milliseconds of a lease. */
const until = (parameter: string): string => `now() + ${parameter}::float8 * interval '1 millisecond'`;

export class RunService implements RunStore {
  constructor(private readonly database: DataSource) {}

  async find(id: string): Promise<RunRow | null> {
    return (await this.database.query<RunRow[]>(`SELECT ${RUN_COLUMNS} FROM ${RUN_TABLES} WHERE run.id = $1`, [id]))[0] ?? null;
  }

  lease(runId: string, judge: string, leaseMs: number): Promise<RunLease | null> {
    return this.database.transaction(async (manager) => {
      const run = await moveRun(manager, {
        runId,
        to: 'leased',
        set: `attempt = attempt + 1, attempts_left = attempts_left - 1, judge = $3, lease_token = nextval('lease_token'), lease_expires_at = ${until('$4')},
          started_at = now(), finished_at = NULL, verdict = NULL, fault = NULL, cause = NULL, metrics = NULL, record_digest = NULL`,
        where: 'attempts_left > 0',
        parameters: [judge, leaseMs],
      });
      if (run === null) return null;
      const [row] = await manager.query<{ token: string; entryDigest: string }[]>(
        `SELECT lease_token AS token, entry_digest AS "entryDigest" FROM run JOIN submission ON submission.id = submission_id WHERE run.id = $1`,
        [runId],
      );
      if (row === undefined) throw new Error(`run ${runId} has no submission`);
      await announceRun(manager, run);
      return { run, ...row };
    });
  }

  async heartbeat(runId: string, token: string, leaseMs: number): Promise<boolean> {
    const [, count] = await this.database.query<[unknown[], number]>(
      `UPDATE run SET lease_expires_at = ${until('$3')} WHERE id = $1 AND lease_token = $2 AND state = 'leased'`,
      [runId, token, leaseMs],
    );
    return count > 0;
  }

  record(runId: string, token: string, result: RunResult): Promise<boolean> {
    const { verdict, fault, cause, metrics, recordDigest } = result;
    const move: Move = {
      runId,
      to: 'recorded',
      set: `${NO_LEASE}, verdict = $4, fault = $5, cause = $6, metrics = $7, record_digest = $8, finished_at = now(), queued_at = now()`,
      where: 'lease_token = $3',
      parameters: [token, verdict, fault, cause, metrics === null ? null : JSON.stringify(metrics), recordDigest],
    };
    return this.move(move, (manager) => sendMessages(manager, 'score', [runId]));
  }

  release(runId: string, token: string, why: { readonly cause: string; readonly free: boolean }): Promise<boolean> {
    const held = { where: 'lease_token = $3', parameters: [token, why.cause] };
    return this.database.transaction((manager) => putBack(manager, runId, held, why.free ? 1 : 0));
  }

  requeueExpired(): Promise<number> {
    return this.database.transaction(async (manager) => {
      const expired = await manager.query<{ id: string; judge: string }[]>(
        `SELECT id, judge FROM run WHERE state = 'leased' AND lease_expires_at < now() ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED`,
      );
      for (const { id, judge } of expired) await putBack(manager, id, { where: '$3::int = 0', parameters: [0, `judge ${judge} fell silent`] }, 0);
      return expired.length;
    });
  }

  fail(runId: string, cause: string): Promise<boolean> {
    const move: Move = { runId, to: 'failed', set: `${FAILED}, cause = $3`, where: 'true', parameters: [cause] };
    return this.move(move, giveUp);
  }

  cancel(runId: string): Promise<boolean> {
    return this.move({ runId, to: 'cancelled', set: `${NO_LEASE}, finished_at = now()`, where: 'true', parameters: [] }, giveUp);
  }

  rejudge(runId: string): Promise<boolean> {
    const move: Move = {
      runId,
      to: 'queued',
      set: `attempts_left = ${ATTEMPTS}, queued_at = now(), finished_at = NULL`,
      where: `state <> 'leased'`,
      parameters: [],
    };
    return this.move(move, async (manager, run) => {
      await tellJudges(manager, [runId]);
      await giveUp(manager, run);
    });
  }

  async takeForgotten(state: 'queued' | 'recorded', forMs: number, limit: number): Promise<readonly RunRow[]> {
    const [taken] = await this.database.query<[{ id: string }[], number]>(
      `UPDATE run SET queued_at = now() WHERE id IN (
         SELECT id FROM run WHERE state = $1 AND queued_at <= now() - $2::float8 * interval '1 millisecond'
         ORDER BY queued_at LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING id`,
      [state, forMs, limit],
    );
    return this.database.query(`SELECT ${RUN_COLUMNS} FROM ${RUN_TABLES} WHERE run.id = ANY($1::text[]) ORDER BY run.queued_at, run.id`, [
      taken.map((row) => row.id),
    ]);
  }

  explainPlugins(whyNot: string | null): Promise<number> {
    return this.database.transaction(async (manager) => {
      const cause = whyNot === null ? null : `${HELD}: ${whyNot}`;
      const held = await manager.query<{ id: string }[]>(
        `SELECT run.id FROM run JOIN scenario ON scenario.digest = run.scenario_digest JOIN submission ON submission.id = run.submission_id
         JOIN entry ON entry.digest = submission.entry_digest
         WHERE run.state = 'queued' AND entry.division = 'scheduler' AND scenario.world = 'simulated'
           AND CASE WHEN $1::text IS NULL THEN starts_with(run.cause, $2) ELSE run.cause IS DISTINCT FROM $1 END
         ORDER BY run.id LIMIT 500 FOR UPDATE OF run SKIP LOCKED`,
        [cause, HELD],
      );
      const ids = held.map(({ id }) => id);
      if (ids.length === 0) return 0;
      await manager.query('UPDATE run SET cause = $2 WHERE id = ANY($1::text[])', [ids, cause]);
      const runs = await manager.query<RunRow[]>(`SELECT ${RUN_COLUMNS} FROM ${RUN_TABLES} WHERE run.id = ANY($1::text[]) ORDER BY run.id`, [ids]);
      for (const run of runs) await announceRun(manager, run);
      return ids.length;
    });
  }

  private move(move: Move, then: (manager: EntityManager, run: RunRow) => Promise<void>): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const run = await moveRun(manager, move);
      if (run === null) return false;
      await then(manager, run);
      await announceRun(manager, run);
      return true;
    });
  }
}

/** A run that ends without a score, or loses the one it had, can move a standing. */
async function giveUp(manager: EntityManager, run: RunRow): Promise<void> {
  await sendMessages(manager, 'rank', [run.contestId]);
  await countChange(manager, run.contestId);
}

/** leased → queued while attempts are left, else → failed. `$4` is the cause. */
async function putBack(
  manager: EntityManager,
  runId: string,
  held: { readonly where: string; readonly parameters: readonly unknown[] },
  giveBack: 0 | 1,
): Promise<boolean> {
  const again = await moveRun(manager, {
    runId,
    to: 'queued',
    set: `${NO_LEASE}, cause = $4, attempts_left = attempts_left + ${giveBack}, queued_at = now()`,
    where: `${held.where} AND state = 'leased' AND attempts_left + ${giveBack} > 0`,
    parameters: held.parameters,
  });
  const run =
    again ??
    (await moveRun(manager, { runId, to: 'failed', set: `${FAILED}, cause = $4`, where: `${held.where} AND state = 'leased'`, parameters: held.parameters }));
  if (run === null) return false;
  if (again === null) await giveUp(manager, run);
  else await tellJudges(manager, [runId]);
  await announceRun(manager, run);
  return true;
}
