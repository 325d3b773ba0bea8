import type { MarathonApp } from '#core/entry/mesos';
import type { SubmittedJob } from '../../world-event.js';
import type { StepContext } from '../master/step-context.js';
import { AppState } from './instances/app-state.js';
import type { Instance } from './instances/instance.js';
import type { InstanceTracker } from './instances/instance-tracker.js';
import { runSpec } from './instances/run-spec.js';

interface Job {
  readonly app: AppState;
  readonly job: SubmittedJob;
  nextItem: number;
  done: number;
}

/**
 * Work that the scenario hands over, run as Metronome runs jobs beside Marathon: one instance per item, in the shape of the app that the
 * entry has for it, at most as many at once as that app has instances. An item whose task fails is tried again after the app's backoff.
 */
export class BatchJobs {
  private readonly jobs = new Map<AppState, Job>();
  private runs = 0;

  constructor(
    private readonly context: StepContext,
    private readonly tracker: InstanceTracker,
    /** Patterns by application. */
    private readonly patterns: Map<string, MarathonApp>,
  ) {}

  submit(job: SubmittedJob): void {
    const pattern = this.patterns.get(job.app);
    if (pattern === undefined) {
      this.context.note('config-rejected', job.job, `no app of the entry runs regatta/${job.app}`);
      return;
    }
    const spec = runSpec({ ...pattern, id: `${pattern.id}/${job.job}` }, this.runs++);
    const app = new AppState({ ...spec, run: { ...spec.run, owner: pattern.id } }, 'job');
    app.wanted = Math.min(job.parallelism, pattern.instances);
    this.jobs.set(app, { app, job, nextItem: 0, done: 0 });
    this.fill(this.jobs.get(app) as Job);
  }

  /** An instance of a job is gone: its item is done. */
  removed(instance: Instance): void {
    const job = this.jobs.get(instance.app);
    if (job === undefined) return;
    job.done++;
    if (job.done < job.job.items) return this.fill(job);
    this.jobs.delete(job.app);
    this.context.note('job-finished', job.job.job, `All ${job.job.items} items of ${job.job.job} are done`);
  }

  private fill(job: Job): void {
    while (job.app.instances.size < job.app.wanted && job.nextItem < job.job.items) this.tracker.schedule(job.app, { job: job.job.job, item: job.nextItem++ });
  }
}
