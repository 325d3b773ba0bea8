import type { DrawnJob, DrawnRun } from '#core/scenario';

/** Timers drop fractions of a millisecond and come up to one early: with this no job is handed over before its time. */
const NOT_EARLY_MS = 1;

/** Hands over each job of the scenario when its time has come. Gives what stops it: no more are handed over. */
export function scheduleJobs({ jobs }: Pick<DrawnRun, 'jobs'>, nowUs: () => number, submit: (job: DrawnJob) => void): () => void {
  const timers = jobs.map((job) => setTimeout(() => submit(job), Math.max(0, Math.ceil((job.atUs - nowUs()) / 1000) + NOT_EARLY_MS)));
  return () => timers.forEach(clearTimeout);
}
