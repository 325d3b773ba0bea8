import { describeWith } from './own-database.js';
import { queueContract } from './queue.contract.js';

const redisUrl = process.env['REGATTA_TEST_REDIS_URL'];

describeWith(redisUrl)('the queue on Redis', () => {
  queueContract(async () => ({ databaseUrl: 'postgres://nobody@localhost/none', redisUrl: redisUrl ?? null, stop: () => Promise.resolve() }));
});
