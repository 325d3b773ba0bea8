import type { Config } from '#io/config';
import { type JobQueue, openQueue } from '#io/queue';
import type { Logger } from '#io/telemetry';

/**
 * Asks whether the queue answers. The API itself never needs it: what it accepts goes to the outbox, so a queue that
 * is away must neither stop the API from starting nor from closing.
 */
export class QueueProbe {
  private opening: Promise<JobQueue> | undefined;

  constructor(
    private readonly config: Pick<Config, 'databaseUrl' | 'redisUrl'>,
    private readonly logger: Logger,
  ) {}

  async ask(): Promise<void> {
    this.opening ??= openQueue(this.config, this.logger);
    try {
      await (await this.opening).count('judge');
    } catch (error) {
      const broken = this.opening;
      this.opening = undefined;
      await broken.then((queue) => queue.close()).catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    const queue = await this.opening?.catch(() => undefined);
    await queue?.close().catch(() => undefined);
  }
}
