import type { EntityManager } from 'typeorm';
import type { FeedEvent } from './store-ports.js';

/** Spells `RGTF`. */
const FEED_LOCK = 0x52475446;

/**
 * Held until commit, so that ids rise in the order in which events become visible: without it a reader that has seen
 * event 8 could miss event 7, committed later. Append last in a transaction: everybody else waits meanwhile.
 */
export async function appendFeedEvent(manager: EntityManager, event: Omit<FeedEvent, 'id' | 'at'>): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1)', [FEED_LOCK]);
  await manager.query('INSERT INTO feed_event (contest_id, kind, submission_id, payload) VALUES ($1, $2, $3, $4)', [
    event.contestId,
    event.kind,
    event.submissionId,
    JSON.stringify(event.payload),
  ]);
  await manager.query(`SELECT pg_notify('regatta_feed', '')`);
}
