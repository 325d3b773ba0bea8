import type { ScoreLog, Store } from '#io/store';
import type { Logger } from '#io/telemetry';
import { boardsOf } from './boards-of.js';
import { grantExtraSeeds } from './extra-seeds.js';

export interface Ranker {
  readonly store: Pick<Store, 'scores' | 'standings' | 'extraSeeds'>;
  readonly logger: Logger;
}

/** Derives a contest's boards from its log, unless they show its latest change already: many scores at once cost one ranking. */
export async function rankContest(ranker: Ranker, contestId: string): Promise<void> {
  const stale = await ranker.store.standings.stale();
  if (!stale.includes(contestId)) return;
  const log = await ranker.store.scores.readLog(contestId);
  if (log === null) return;
  // Before the boards: a scorer that dies in between leaves them stale, and all of it is done again.
  await grantExtraSeeds(ranker.store, log, ranker.logger);
  await replaceBoards(ranker, log);
}

/** The boards alone, as the log has them. */
export async function rebuildBoards(ranker: Ranker, contestId: string): Promise<void> {
  const log = await ranker.store.scores.readLog(contestId);
  if (log !== null) await replaceBoards(ranker, log);
}

async function replaceBoards(ranker: Ranker, log: ScoreLog): Promise<void> {
  const { boards, submissions } = boardsOf(log);
  const replaced = await ranker.store.standings.replace(log, boards, submissions);
  ranker.logger.info({ contest: log.contestId, changes: log.changes, replaced }, replaced ? 'ranked' : 'a later ranking is there');
}
