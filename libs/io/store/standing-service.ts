import { canonicalJson, sha256Hex } from '#core/digest';
import type { DataSource, EntityManager } from 'typeorm';
import { appendFeedEvent } from './append-feed-event.js';
import type { Board, BoardView, NewBoards, ScoreLog, StandingStore, SubmissionScore } from './store-ports.js';

const VIEWS = ['public', 'full', 'public-live', 'full-live'] as const satisfies readonly BoardView[];

export class StandingService implements StandingStore {
  constructor(private readonly database: DataSource) {}

  replace(log: Pick<ScoreLog, 'contestId' | 'changes'>, boards: NewBoards, submissions: readonly SubmissionScore[]): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const { contestId } = log;
      // Without a row there is nothing to lock, and two first boards of a contest could cross.
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`leaderboard ${contestId}`]);
      const before = await this.digests(manager, log);
      if (before === null) return false;
      const changed = [];
      for (const view of VIEWS) {
        const board = boards[view];
        if (board === undefined) continue;
        const digest = digestOf(board);
        if (before.get(view) !== digest) changed.push(view);
        await write(manager, log, view, board, digest);
      }
      for (const moved of await project(manager, submissions))
        await appendFeedEvent(manager, { contestId, kind: 'submission', submissionId: moved.submissionId, payload: { ...moved } });
      if (changed.length > 0) await appendFeedEvent(manager, { contestId, kind: 'leaderboard', submissionId: null, payload: { contestId, views: changed } });
      return true;
    });
  }

  async read(contestId: string, view: BoardView): Promise<Board | null> {
    const [board] = await this.database.query<Board[]>(
      `SELECT contest_id AS "contestId", scoring_version AS "scoringVersion", generated_at AS "generatedAt", digest, standings
       FROM leaderboard WHERE contest_id = $1 AND view = $2`,
      [contestId, view],
    );
    return board ?? null;
  }

  async digest(contestId: string, view: BoardView): Promise<string | null> {
    const [row] = await this.database.query<{ digest: string }[]>('SELECT digest FROM leaderboard WHERE contest_id = $1 AND view = $2', [contestId, view]);
    return row?.digest ?? null;
  }

  async stale(): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }[]>(
      `SELECT id FROM contest LEFT JOIN leaderboard ON contest_id = id AND view = 'full'
       WHERE contest.changes > coalesce(leaderboard.changes, 0) ORDER BY id`,
    );
    return rows.map((row) => row.id);
  }

  /** Null: the boards there were derived from a later reading. */
  private async digests(manager: EntityManager, log: Pick<ScoreLog, 'contestId' | 'changes'>): Promise<ReadonlyMap<string, string> | null> {
    const rows = await manager.query<{ view: string; digest: string; later: boolean }[]>(
      'SELECT view, digest, changes > $2::bigint AS later FROM leaderboard WHERE contest_id = $1',
      [log.contestId, log.changes],
    );
    return rows.some((row) => row.later) ? null : new Map(rows.map((row) => [row.view, row.digest]));
  }
}

const digestOf = (board: Pick<Board, 'scoringVersion' | 'standings'>): string => sha256Hex(canonicalJson([board.scoringVersion, board.standings]));

async function write(
  manager: EntityManager,
  log: Pick<ScoreLog, 'contestId' | 'changes'>,
  view: BoardView,
  board: Pick<Board, 'scoringVersion' | 'standings'>,
  digest: string,
): Promise<void> {
  await manager.query(
    `INSERT INTO leaderboard (contest_id, view, changes, scoring_version, generated_at, digest, standings) VALUES ($1, $2, $3, $4, clock_timestamp(), $5, $6)
     ON CONFLICT (contest_id, view) DO UPDATE SET changes = EXCLUDED.changes, scoring_version = EXCLUDED.scoring_version, digest = EXCLUDED.digest,
       generated_at = CASE WHEN leaderboard.digest = EXCLUDED.digest THEN leaderboard.generated_at ELSE EXCLUDED.generated_at END,
       standings = EXCLUDED.standings`,
    [log.contestId, view, log.changes, board.scoringVersion, digest, JSON.stringify(board.standings)],
  );
}

/** Those submissions that are not yet as the log says. */
async function project(manager: EntityManager, submissions: readonly SubmissionScore[]): Promise<readonly SubmissionScore[]> {
  const [moved] = await manager.query<[SubmissionScore[], number]>(
    `UPDATE submission SET state = told.state, score = told.score
     FROM unnest($1::text[], $2::text[], $3::float8[]) AS told (id, state, score)
     WHERE submission.id = told.id AND (submission.state, submission.score) IS DISTINCT FROM (told.state, told.score)
     RETURNING submission.id AS "submissionId", submission.state, submission.score`,
    [submissions.map((one) => one.submissionId), submissions.map((one) => one.state), submissions.map((one) => one.score)],
  );
  return moved;
}
