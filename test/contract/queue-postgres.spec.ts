import { setTimeout as sleep } from 'node:timers/promises';
import { openQueue } from '#io/queue';
import { createLogger } from '#io/telemetry';
import { dropQueueTables } from './drop-queue-tables.js';
import { createOwnDatabase, describeWith, type OwnDatabase, SERVER } from './own-database.js';
import { queueContract } from './queue.contract.js';

// Nothing here is about speed: a busy machine must not fail it.
jest.setTimeout(60_000);

describeWith(SERVER)('the queue in PostgreSQL', () => {
  let database: OwnDatabase;

  queueContract(async () => {
    database = await createOwnDatabase();
    return { databaseUrl: database.url, redisUrl: null, stop: () => database.drop() };
  });

  it('makes its tables again when somebody drops them under its workers', async () => {
    const queue = await openQueue({ databaseUrl: database.url, redisUrl: null }, createLogger('test', 'silent'));
    const seen: string[] = [];
    const worker = await queue.work('rank', 1, async (subject) => void seen.push(subject));
    await dropQueueTables((text) => database.query(text));
    for (let tries = 0; seen.length === 0; tries++) {
      await queue.add([{ topic: 'rank', id: `again-${tries}`, subject: 'again' }]).catch(() => undefined);
      await sleep(50);
    }
    await worker.close();
    await queue.close();
    expect(seen[0]).toBe('again');
  });
});
