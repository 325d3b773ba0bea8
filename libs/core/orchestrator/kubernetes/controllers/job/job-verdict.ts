/** What a Job has come to. */
export interface JobProgress {
  readonly completions: number | undefined;
  readonly parallelism: number;
  readonly backoffLimit: number;
  readonly active: number;
  readonly succeeded: number;
  readonly failed: number;
  /** In-place restarts of pods that restart on failure count like failures of pods. */
  readonly restarts: number;
  readonly restartsInPlace: boolean;
}

export type JobVerdict =
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'going'; readonly wanted: number };

/** Whether it is over, and if not, how many pods shall be active. */
export function jobVerdict(job: JobProgress): JobVerdict {
  const { completions, parallelism, backoffLimit, active, succeeded, failed } = job;
  const restartsTooOften = job.restartsInPlace && (backoffLimit === 0 ? job.restarts > 0 : job.restarts >= backoffLimit);
  if (failed > backoffLimit || restartsTooOften) return { kind: 'failed', reason: 'BackoffLimitExceeded' };
  if (completions === undefined) {
    if (succeeded > 0 && active === 0) return { kind: 'complete' };
    return { kind: 'going', wanted: succeeded > 0 ? active : parallelism };
  }
  if (succeeded >= completions) return { kind: 'complete' };
  return { kind: 'going', wanted: Math.min(parallelism, completions - succeeded) };
}

const FIRST_DELAY_SECONDS = 10;
const LONGEST_DELAY_SECONDS = 600;

/** Second before which no replacement starts: doubling with every failure since the last success, from the last one on. */
export function jobBackoffUntil(failuresInARow: number, lastFailureSecond: number): number {
  if (failuresInARow === 0) return 0;
  return lastFailureSecond + Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.min(10, failuresInARow - 1));
}
