import type { Logger } from '#io/telemetry';
import { type BackendFactory, type ConnectionOptions, createPostgresBackend, runMigrations } from 'bullmq';
import { Client, Pool } from 'pg';
import type { Connecting, QueueBackend } from './queue-backend.js';

const SCHEMA = 'bullmq';
/** SQLSTATEs of a schema, table or function that is not there: somebody has dropped it. */
const SCHEMA_IS_GONE = new Set(['3F000', '42P01', '42883']);
const REPAIR_EVERY_MS = 1_000;

/** BullMQ in a schema of the platform's own database. */
export async function openPostgresBackend(databaseUrl: string, logger: Logger): Promise<QueueBackend> {
  await migrateQueue(databaseUrl);
  // One pool for all producers; BullMQ takes the schema of a ready-made pool from its search path.
  const pool = new Pool({ connectionString: databaseUrl, options: `-c search_path=${SCHEMA}`, max: 4, keepAlive: true });
  pool.on('error', (error) => logger.warn({ err: error }, 'lost an idle connection of the queue'));
  const connecting = (connection: unknown): Connecting => ({
    connection: connection as ConnectionOptions,
    factory: createPostgresBackend as unknown as BackendFactory,
    prefix: SCHEMA,
  });
  let repairedAt = 0;
  let repairing: Promise<void> = Promise.resolve();
  return {
    kind: 'postgres',
    producer: connecting(pool),
    worker: connecting({ connectionString: databaseUrl, schema: SCHEMA, max: 2, keepAlive: true }),
    onError(error) {
      const { code } = error as { readonly code?: string };
      if (code === undefined || !SCHEMA_IS_GONE.has(code) || Date.now() - repairedAt < REPAIR_EVERY_MS) return;
      repairedAt = Date.now();
      logger.error({ err: error }, 'the queue has lost its tables; making them again');
      repairing = migrateQueue(databaseUrl).catch((failure: unknown) => logger.error({ err: failure }, 'cannot make the tables of the queue'));
    },
    async close() {
      await repairing;
      await pool.end();
    },
  };
}

/** On one connection of its own: the lock that keeps others from migrating belongs to a session. */
async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}
