import type { DataSource } from 'typeorm';

/** Spells `RGTT`. */
const MIGRATION_LOCK = 0x52475454;

/** Processes that start together migrate one after the other; the lock dies with the connection that holds it. */
export async function migrate(database: DataSource): Promise<void> {
  const holder = database.createQueryRunner();
  await holder.connect();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      await database.runMigrations({ transaction: 'each' });
    } finally {
      await holder.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await holder.release();
  }
}
