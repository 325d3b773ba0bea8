import type { Config } from '#io/config';
import type { Logger } from '#io/telemetry';
import { BullJobQueue } from './bull-job-queue.js';
import type { JobQueue } from './job-queue.js';
import { openPostgresBackend } from './postgres-backend.js';
import { openRedisBackend } from './redis-backend.js';

/** On Redis when there is one, else in the platform's own database. */
export async function openQueue(config: Pick<Config, 'databaseUrl' | 'redisUrl'>, logger: Logger): Promise<JobQueue> {
  const backend = config.redisUrl === null ? await openPostgresBackend(config.databaseUrl, logger) : await openRedisBackend(config.redisUrl, logger);
  return new BullJobQueue(backend, logger);
}
