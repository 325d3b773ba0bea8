import type { JobQueue, JobWorker } from '#io/queue';
import type { Logger } from '#io/telemetry';

/**
 * Takes runs of plugins for as long as this host can open sandboxes. A judge that cannot leaves them in the queue for one that can, and
 * takes them again when what it lacked is there.
 */
export class PluginWork {
  private worker: JobWorker | null = null;
  private tail: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly queue: Pick<JobQueue, 'work'>,
    private readonly judge: (runId: string) => Promise<void>,
    private readonly logger: Logger,
  ) {}

  /** What was found out about this host last: why it runs no plugins, or null. */
  known(noPlugins: string | null): void {
    this.tail = this.tail
      .then(() => this.change(noPlugins === null && !this.stopped))
      .catch((error: unknown) => this.logger.error({ err: error }, 'could not begin or end taking runs of plugins'));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.known('the judge stops');
    await this.tail;
  }

  private async change(wanted: boolean): Promise<void> {
    if (wanted === (this.worker !== null)) return;
    if (wanted) {
      this.worker = await this.queue.work('judge-plugin', 1, this.judge);
      return;
    }
    const { worker } = this;
    this.worker = null;
    await worker?.close();
  }
}
