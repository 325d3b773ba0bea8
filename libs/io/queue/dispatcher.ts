import type { Logger } from '#io/telemetry';
import type { Job, JobQueue, Topic } from './job-queue.js';
import { repeating } from './repeating.js';

export interface Message {
  readonly id: string;
  readonly topic: Topic;
  readonly subject: string;
}

/** Where messages wait to be put on the queue: the store's outbox fits. */
export interface MessageSource {
  dispatch(limit: number, send: (messages: readonly Message[]) => Promise<void>): Promise<number>;
  listen(onMessage: () => void): Promise<() => Promise<void>>;
}

export interface Background {
  stop(): Promise<void>;
}

const BATCH = 200;
/** Only for what a lost notification would leave behind. */
const EVERY_MS = 1_000;

/** Carries messages from the outbox to the queue. Any number of processes may do so at once. */
export async function startDispatcher(source: MessageSource, queue: JobQueue, logger: Logger): Promise<Background> {
  const carry = repeating('dispatching', EVERY_MS, logger, async () => {
    while ((await source.dispatch(BATCH, (messages) => queue.add(jobsOf(messages)))) === BATCH);
  });
  const end = await source.listen(carry.wake);
  return {
    async stop() {
      await end();
      await carry.stop();
    },
  };
}

/** One job for all messages of a batch that say the same. */
function jobsOf(messages: readonly Message[]): readonly Job[] {
  const jobs = new Map<string, Job>();
  for (const { id, topic, subject } of messages) jobs.set(`${topic} ${subject}`, { topic, subject, id: `${topic}-${subject}-${id}` });
  return [...jobs.values()];
}
