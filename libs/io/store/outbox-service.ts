import type { DataSource } from 'typeorm';
import type { Notifications } from './notifications.js';
import type { OutboxMessage, OutboxStore } from './store-ports.js';

const KEEP_SENT = '1 hour';

export class OutboxService implements OutboxStore {
  constructor(
    private readonly database: DataSource,
    private readonly notifications: Notifications,
  ) {}

  dispatch(limit: number, send: (messages: readonly OutboxMessage[]) => Promise<void>): Promise<number> {
    return this.database.transaction(async (manager) => {
      const messages = await manager.query<OutboxMessage[]>(
        'SELECT id, topic, subject FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED',
        [limit],
      );
      if (messages.length === 0) return 0;
      await send(messages);
      await manager.query('UPDATE outbox SET sent_at = now() WHERE id = ANY($1::bigint[])', [messages.map((message) => message.id)]);
      await manager.query(`DELETE FROM outbox WHERE id <= $1 AND sent_at < now() - interval '${KEEP_SENT}'`, [messages[0]?.id]);
      return messages.length;
    });
  }

  async listen(onMessage: () => void): Promise<() => Promise<void>> {
    const off = await this.notifications.on('regatta_outbox', onMessage);
    return () => Promise.resolve(off());
  }
}
