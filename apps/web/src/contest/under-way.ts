import type { Submission } from '../api/model';

/** A submission that is still being judged, as far as the reader may know. */
export interface UnderWay {
  readonly submissionId: string;
  readonly team: string;
  readonly done: number;
  readonly total: number;
  /** Runs that a judge has in hands at this moment. */
  readonly running: number;
}

const FINISHED: ReadonlySet<string> = new Set(['scored', 'failed', 'cancelled']);

/** Each once, also when it is given twice. */
export function underWayOf(submissions: readonly Submission[]): UnderWay[] {
  const once = new Map(submissions.map((submission) => [submission.id, submission]));
  return [...once.values()]
    .filter((submission) => submission.state === 'judging')
    .map((submission) => ({
      submissionId: submission.id,
      team: submission.team.name,
      done: submission.runs.filter((run) => FINISHED.has(run.state)).length,
      total: submission.runs.length,
      running: submission.runs.filter((run) => run.state === 'leased' || run.state === 'recorded').length,
    }));
}

/** Which submission an event is about. */
export function subjectOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('submissionId' in data)) return null;
  return typeof data.submissionId === 'string' ? data.submissionId : null;
}
