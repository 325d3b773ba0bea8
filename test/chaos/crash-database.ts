import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/**
 * Kills one server process as the kernel would when memory runs out: PostgreSQL then ends every connection, recovers from
 * its log and starts again. Resolves when it answers.
 */
export async function crashDatabase(url: string): Promise<void> {
  const victim = await connected(url);
  const { rows } = await victim.query<{ pid: number; started: string }>('SELECT pg_backend_pid() AS pid');
  process.kill(rows[0]?.pid ?? Number.NaN, 'SIGKILL');
  await sleep(100);
  for (;;) {
    try {
      const client = await connected(url);
      await client.query('SELECT 1');
      return await client.end();
    } catch {
      await sleep(50);
    }
  }
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
