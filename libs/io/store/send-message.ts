import type { EntityManager } from 'typeorm';
import type { OutboxTopic } from './store-ports.js';

/** Tells judges that runs wait: those with a container engine of the runs on real containers, those with sandboxes of the runs of plugins, all of the others. */
export async function tellJudges(manager: EntityManager, runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return;
  await manager.query(
    `INSERT INTO outbox (topic, subject)
     SELECT CASE WHEN scenario.world = 'live' THEN 'judge-live' WHEN entry.division = 'scheduler' THEN 'judge-plugin' ELSE 'judge' END, run.id
     FROM unnest($1::text[]) WITH ORDINALITY AS told (id, place) JOIN run ON run.id = told.id JOIN scenario ON scenario.digest = run.scenario_digest
     JOIN submission ON submission.id = run.submission_id JOIN entry ON entry.digest = submission.entry_digest ORDER BY place`,
    [runIds],
  );
  await manager.query(`SELECT pg_notify('regatta_outbox', '')`);
}

/** Writes messages to the outbox in the caller's transaction; a dispatcher of any process carries them to the queue. */
export async function sendMessages(manager: EntityManager, topic: OutboxTopic, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return;
  await manager.query('INSERT INTO outbox (topic, subject) SELECT $1, unnest($2::text[])', [topic, subjects]);
  await manager.query(`SELECT pg_notify('regatta_outbox', '')`);
}
