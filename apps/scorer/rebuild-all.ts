import type { Store } from '#io/store';
import type { Logger } from '#io/telemetry';
import { rebuildBoards } from './rank-contest.js';

const PAGE = 100;

/** Derives every board from nothing but the log; true when each came out as it was. */
export async function rebuildAll(store: Store, logger: Logger): Promise<boolean> {
  let equal = true;
  let after: string | null = null;
  do {
    const page = await store.contests.list({ limit: PAGE, after });
    for (const contest of page.items) {
      const before = await store.standings.read(contest.id, 'full');
      await rebuildBoards({ store, logger }, contest.id);
      const rebuilt = await store.standings.read(contest.id, 'full');
      const same = before?.digest === rebuilt?.digest;
      logger.info({ contest: contest.id, same, before: before?.digest ?? null, after: rebuilt?.digest ?? null }, 'rebuilt');
      equal &&= same;
    }
    after = page.nextCursor;
  } while (after !== null);
  return equal;
}
