import type { Logger } from '#io/telemetry';
import { type IQueueBackend, Queue, Worker } from 'bullmq';
import { type Job, type JobQueue, type JobWorker, type Topic, TOPICS } from './job-queue.js';
import { OncePer } from './once-per.js';
import type { QueueBackend } from './queue-backend.js';

/** The database knows what is left to do, so the queue keeps nothing that is over, well or badly. */
const JOB_OPTIONS = { attempts: 5, backoff: { type: 'exponential', delay: 200 }, removeOnComplete: true, removeOnFail: true } as const;
/** A job of a worker that died is taken by another after at most the sum of these. */
const LOCK_MS = 10_000;
const STALLED_EVERY_MS = 5_000;
const LOG_EVERY_MS = 1_000;

interface Data {
  readonly subject: string;
}
type TopicQueue = Queue<Data, void, string, Data, void, string, IQueueBackend>;

/** Either backend behind BullMQ's own classes. */
export class BullJobQueue implements JobQueue {
  private readonly queues: ReadonlyMap<Topic, TopicQueue>;
  private readonly mayLog = new OncePer(LOG_EVERY_MS);

  constructor(
    private readonly bull: QueueBackend,
    private readonly logger: Logger,
  ) {
    this.queues = new Map(TOPICS.map((topic) => [topic, this.openQueue(topic)]));
  }

  get backend(): 'postgres' | 'redis' {
    return this.bull.kind;
  }

  async add(jobs: readonly Job[]): Promise<void> {
    for (const topic of TOPICS) {
      const wanted = jobs.filter((job) => job.topic === topic);
      if (wanted.length > 0)
        await this.queue(topic).addBulk(wanted.map((job) => ({ name: topic, data: { subject: job.subject }, opts: { ...JOB_OPTIONS, jobId: job.id } })));
    }
  }

  async work(topic: Topic, concurrency: number, handle: (subject: string) => Promise<void>): Promise<JobWorker> {
    const { factory, ...where } = this.bull.worker;
    const options = { ...where, concurrency, lockDuration: LOCK_MS, stalledInterval: STALLED_EVERY_MS, maxStalledCount: 100 };
    const worker = new Worker<Data, void, string, IQueueBackend>(topic, (job) => handle(job.data.subject), options, factory);
    worker.on('error', (error) => this.failed(topic, error));
    worker.on('failed', (job, error) => this.logger.error({ err: error, topic, subject: job?.data.subject }, 'a job failed'));
    await worker.waitUntilReady();
    return { close: () => worker.close() };
  }

  async count(topic: Topic): Promise<number> {
    return this.queue(topic).getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized');
  }

  async wipe(): Promise<void> {
    for (const queue of this.queues.values()) {
      await queue.obliterate({ force: true });
      await queue.resume();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.bull.close();
  }

  private openQueue(topic: Topic): TopicQueue {
    const { factory, ...where } = this.bull.producer;
    const queue: TopicQueue = new Queue(topic, where, factory);
    queue.on('error', (error) => this.failed(topic, error));
    return queue;
  }

  private queue(topic: Topic): TopicQueue {
    const queue = this.queues.get(topic);
    if (queue === undefined) throw new Error(`no queue for ${topic}`);
    return queue;
  }

  /** A server that is away makes BullMQ report many times a second: one line a second is enough to know. */
  private failed(topic: Topic, error: Error): void {
    this.bull.onError(error);
    if (this.mayLog.now()) this.logger.warn({ err: error, topic }, 'the queue reports an error');
  }
}
