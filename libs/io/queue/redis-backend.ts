import type { Logger } from '#io/telemetry';
import { createRedisBackend } from 'bullmq';
import { Redis } from 'ioredis';
import type { QueueBackend } from './queue-backend.js';

const PREFIX = 'regatta';

/** BullMQ on Redis. */
export async function openRedisBackend(redisUrl: string, logger: Logger): Promise<QueueBackend> {
  const connect = (maxRetriesPerRequest: number | null) => {
    const redis = new Redis(redisUrl, { maxRetriesPerRequest, lazyConnect: true });
    redis.on('error', (error) => logger.warn({ err: error }, 'the queue server does not answer'));
    return redis;
  };
  // A producer gives up after a few tries, because its caller holds a transaction open; a worker waits for ever.
  const [producer, worker] = [connect(3), connect(null)];
  await producer.connect();
  return {
    kind: 'redis',
    producer: { connection: producer, factory: createRedisBackend, prefix: PREFIX },
    worker: { connection: worker, factory: createRedisBackend, prefix: PREFIX },
    onError: () => undefined,
    async close() {
      producer.disconnect();
      worker.disconnect();
      await Promise.resolve();
    },
  };
}
