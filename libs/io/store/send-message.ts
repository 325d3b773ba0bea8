import type { EntityManager } from 'typeorm';
import type { OutboxTopic } from './store-ports.js';

/** Writes messages to the outbox in the caller's transaction; a dispatcher of any process carries them to the queue. */
export async function sendMessages(manager: EntityManager, topic: OutboxTopic, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return;
  await manager.query('INSERT INTO outbox (topic, subject) SELECT $1, unnest($2::text[])', [topic, subjects]);
  await manager.query(`SELECT pg_notify('regatta_outbox', '')`);
}
