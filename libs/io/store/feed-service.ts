import type { DataSource } from 'typeorm';
import { appendFeedEvent } from './append-feed-event.js';
import { FeedEventEntity } from './entities/feed-event.entity.js';
import type { Notifications } from './notifications.js';
import type { FeedEvent, FeedStore } from './store-ports.js';

const BATCH = 500;

export class FeedService implements FeedStore {
  constructor(
    private readonly database: DataSource,
    private readonly notifications: Notifications,
  ) {}

  async append(event: Omit<FeedEvent, 'id' | 'at'>): Promise<void> {
    await this.database.transaction((manager) => appendFeedEvent(manager, event));
  }

  async readAfter(contestId: string, afterId: number, limit: number): Promise<readonly FeedEvent[]> {
    return (await this.select('contest_id = $2 AND ', [afterId, contestId], limit)).map(eventOf);
  }

  async lastId(): Promise<number> {
    const [row] = await this.database.query<{ last: string | null }[]>('SELECT max(id) AS last FROM feed_event');
    return Number(row?.last ?? 0);
  }

  async listen(onEvent: (event: FeedEvent) => void): Promise<() => Promise<void>> {
    let last = await this.lastId();
    let ended = false;
    const readOn = async () => {
      for (let more = true; more && !ended; ) {
        const events = (await this.select('', [last], BATCH)).map(eventOf);
        for (const event of events) if (!ended) onEvent(event);
        last = events[events.length - 1]?.id ?? last;
        more = events.length === BATCH;
      }
    };
    // One reading after the other keeps the order; a failed one is made up for when the connection is back.
    let reading = Promise.resolve();
    const wake = () => (reading = reading.then(readOn).catch(() => undefined));
    const off = await this.notifications.on('regatta_feed', wake);
    return async () => {
      ended = true;
      off();
      await reading;
    };
  }

  private select(more: string, parameters: readonly unknown[], limit: number): Promise<FeedEventEntity[]> {
    return this.database.query(
      `SELECT id, contest_id AS "contestId", kind, submission_id AS "submissionId", payload, at FROM feed_event
       WHERE ${more} id > $1 ORDER BY id LIMIT ${limit}`,
      [...parameters],
    );
  }
}

const eventOf = (row: FeedEventEntity): FeedEvent => ({ ...row, id: Number(row.id) }) as FeedEvent;
