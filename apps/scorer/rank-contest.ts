import type { Store } from '#io/store';
import type { Logger } from '#io/telemetry';
import { boardsOf } from './boards-of.js';

export interface Ranker {
  readonly store: Pick<Store, 'scores' | 'standings'>;
  readonly logger: Logger;
}

/** Derives a contest's boards from its log, unless they show its latest change already: many scores at once cost one ranking. */
export async function rankContest(ranker: Ranker, contestId: string): Promise<void> {
  const stale = await ranker.store.standings.stale();
  if (stale.includes(contestId)) await rebuildBoards(ranker, contestId);
}

export async function rebuildBoards(ranker: Ranker, contestId: string): Promise<void> {
  const log = await ranker.store.scores.readLog(contestId);
  if (log === null) return;
  const { boards, submissions } = boardsOf(log);
  const replaced = await ranker.store.standings.replace(log, boards, submissions);
  ranker.logger.info({ contest: contestId, changes: log.changes, replaced }, replaced ? 'ranked' : 'a later ranking is there');
}
