import { describeWith } from './own-database.js';
import { queueContract } from './queue.contract.js';

const redisUrl = process.env['REGATTA_TEST_REDIS_URL'];

// Nothing here is about speed: a busy machine must not fail it.
jest.setTimeout(60_000);

describeWith(redisUrl)('the queue on Redis', () => {
  queueContract(async () => ({ databaseUrl: 'postgres://nobody@localhost/none', redisUrl: redisUrl ?? null, stop: () => Promise.resolve() }));
});
