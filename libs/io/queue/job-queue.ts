export const TOPICS = ['judge', 'judge-plugin', 'judge-live', 'score', 'rank'] as const;
export type Topic = (typeof TOPICS)[number];

/** Something to do about one run or contest. What it means is in the database; a job only says that it is time to look. */
export interface Job {
  readonly topic: Topic;
  /** Two jobs of one id are one job while the first is there. */
  readonly id: string;
  readonly subject: string;
}

export interface JobWorker {
  /** Takes no more jobs and waits for those in hand. */
  close(): Promise<void>;
}

export interface JobQueue {
  readonly backend: 'postgres' | 'redis';
  add(jobs: readonly Job[]): Promise<void>;
  /** Resolves when jobs are being taken. A job whose handler throws comes again a few times; each job goes to one worker at a time. */
  work(topic: Topic, concurrency: number, handle: (subject: string) => Promise<void>): Promise<JobWorker>;
  /** Jobs that wait, are delayed or in hand. */
  count(topic: Topic): Promise<number>;
  /** Takes everything away, as a lost queue server would. */
  wipe(): Promise<void>;
  /** Workers first. */
  close(): Promise<void>;
}
