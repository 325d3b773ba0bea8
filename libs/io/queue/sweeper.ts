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
    takeForgotten(state: 'queued' | 'recorded', forMs: number, limit: number): Promise<readonly Forgotten[]>;
    /** Says at waiting runs of plugins why nobody takes them, or that somebody does again. How many it changed. */
    explainPlugins(whyNot: string | null): Promise<number>;
  };
  readonly judges: {
    /** Null: some judge runs plugins. */
    whyNoPlugins(): Promise<string | null>;
  };
  readonly standings: {
    /** Contests whose boards are behind their log. */
    stale(): Promise<readonly string[]>;
  };
}

interface Forgotten {
  readonly id: string;
  readonly world: 'simulated' | 'live';
  readonly division: string;
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
    await remainder.runs.explainPlugins(await remainder.judges.whyNoPlugins());
    await queue.add([
      ...(await forgotten('queued')).map((run) => jobOf(topicOf(run), run.id)),
      ...jobsOf(
        'score',
        (await forgotten('recorded')).map((run) => run.id),
      ),
      ...jobsOf('rank', await remainder.standings.stale()),
    ]);
  });
}

/** As the store chooses it when a run is accepted. */
const topicOf = ({ world, division }: Forgotten): Topic => (world === 'live' ? 'judge-live' : division === 'scheduler' ? 'judge-plugin' : 'judge');

/** The same id each time: a job that is still there is not added twice. */
const jobOf = (topic: Topic, subject: string): Job => ({ topic, subject, id: `${topic}-${subject}-sweep` });
const jobsOf = (topic: Topic, subjects: readonly string[]): readonly Job[] => subjects.map((subject) => jobOf(topic, subject));
