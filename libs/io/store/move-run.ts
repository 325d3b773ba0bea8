import { type RunState, statesBefore } from '#core/run';
import type { EntityManager } from 'typeorm';
import { appendFeedEvent } from './append-feed-event.js';
import { RUN_COLUMNS, RUN_TABLES } from './run-columns.js';
import type { RunRow } from './store-ports.js';

export interface Move {
  readonly runId: string;
  readonly to: RunState;
  /** More columns to set, and more that must hold; `$1` and `$2` are taken, parameters start at `$3`. */
  readonly set: string;
  readonly where: string;
  readonly parameters: readonly unknown[];
}

/** The one way in which a run changes state: the table of allowed moves is in the WHERE clause, so of two that try, one wins. */
export async function moveRun(manager: EntityManager, move: Move): Promise<RunRow | null> {
  const [, moved] = await manager.query<[unknown[], number]>(
    `UPDATE run SET state = '${move.to}', ${move.set} WHERE id = $1 AND state = ANY($2::text[]) AND ${move.where}`,
    [move.runId, statesBefore(move.to), ...move.parameters],
  );
  if (moved === 0) return null;
  const [run] = await manager.query<RunRow[]>(`SELECT ${RUN_COLUMNS} FROM ${RUN_TABLES} WHERE run.id = $1`, [move.runId]);
  if (run === undefined) throw new Error(`run ${move.runId} moved and is not there`);
  return run;
}

/** Tells the watchers where a run is now. Last in its transaction. */
export async function announceRun(manager: EntityManager, run: RunRow): Promise<void> {
  const { id, submissionId, scenarioId, seed, state, attempt, verdict, fault, score } = run;
  const payload = { runId: id, submissionId, scenarioId, seed, state, attempt, verdict, fault, score };
  await appendFeedEvent(manager, { contestId: run.contestId, kind: 'run', submissionId, payload });
}

/** Something happened that could move a standing. */
export async function countChange(manager: EntityManager, contestId: string): Promise<void> {
  await manager.query('UPDATE contest SET changes = changes + 1 WHERE id = $1', [contestId]);
}
