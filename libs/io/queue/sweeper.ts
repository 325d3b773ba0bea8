import type { Logger } from '#io/telemetry';
import type { Background } from './dispatcher.js';
import type { Job, JobQueue, Topic } from './job-queue.js';
import { repeating } from './repeating.js';

/** What the database knows to be left undone: the store fits. */
export interface Remainder {
  readonly runs: {
    /** Gives the runs of silent judges to others; how many. */
    requeueExpired(): Promise<number>;
    /** Runs that have been waiting in `state` for so long that the queue may have lost them. */
    takeForgotten(
      state: 'queued' | 'recorded',
      forMs: number,
      limit: number,
    ): Promise<readonly { readonly id: string; readonly world: 'simulated' | 'live' }[]>;
  };
  readonly standings: {
    /** Contests whose boards are behind their log. */
    stale(): Promise<readonly string[]>;
  };
}

export interface SweepRhythm {
  readonly everyMs: number;
  readonly forgottenMs: number;
}

const RHYTHM: SweepRhythm = { everyMs: 2_000, forgottenMs: 10_000 };
const BATCH = 500;

/** Rebuilds from the database whatever the queue or a process has lost. Any number of processes may do so at once. */
export function startSweeper(remainder: Remainder, queue: JobQueue, logger: Logger, rhythm: SweepRhythm = RHYTHM): Background {
  const forgotten = (state: 'queued' | 'recorded') => remainder.runs.takeForgotten(state, rhythm.forgottenMs, BATCH);
  return repeating('sweeping', rhythm.everyMs, logger, async () => {
    const silent = await remainder.runs.requeueExpired();
    if (silent > 0) logger.warn({ runs: silent }, 'took runs back from judges that fell silent');
    const queued = await forgotten('queued');
    const idsOf = (runs: typeof queued, world?: 'live' | 'simulated') => runs.filter((run) => world === undefined || run.world === world).map((run) => run.id);
    await queue.add([
      ...jobsOf('judge', idsOf(queued, 'simulated')),
      ...jobsOf('judge-live', idsOf(queued, 'live')),
      ...jobsOf('score', idsOf(await forgotten('recorded'))),
      ...jobsOf('rank', await remainder.standings.stale()),
    ]);
  });
}

/** The same id each time: a job that is still there is not added twice. */
const jobsOf = (topic: Topic, subjects: readonly string[]): readonly Job[] => subjects.map((subject) => ({ topic, subject, id: `${topic}-${subject}-sweep` }));
