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

export function underWayOf(submissions: readonly Submission[]): UnderWay[] {
  return submissions
    .filter((submission) => submission.state === 'judging')
    .map((submission) => ({
      submissionId: submission.id,
      team: submission.team.name,
      done: submission.runs.filter((run) => FINISHED.has(run.state)).length,
      total: submission.runs.length,
      running: submission.runs.filter((run) => run.state === 'leased' || run.state === 'recorded').length,
    }));
}

/** What a contest's stream says about a submission. A viewer without a token sees no list of submissions, but does see these. */
export interface SubmissionNews {
  readonly submissionId: string;
  readonly team?: string;
  readonly state?: string;
  readonly runsDone?: number;
  readonly runsTotal?: number;
}

export function readNews(data: unknown): SubmissionNews | null {
  if (typeof data !== 'object' || data === null) return null;
  const given = data as Readonly<Record<string, unknown>>;
  const submissionId = given['submissionId'] ?? given['id'];
  if (typeof submissionId !== 'string') return null;
  const team =
    typeof given['team'] === 'object' && given['team'] !== null ? (given['team'] as { readonly name?: unknown }).name : (given['teamName'] ?? given['team']);
  return {
    submissionId,
    ...(typeof team === 'string' ? { team } : {}),
    ...(typeof given['state'] === 'string' ? { state: given['state'] } : {}),
    ...(typeof given['runsDone'] === 'number' ? { runsDone: given['runsDone'] } : {}),
    ...(typeof given['runsTotal'] === 'number' ? { runsTotal: given['runsTotal'] } : {}),
  };
}

/** The list after one piece of news. What the news leaves out stays as it was. */
export function withNews(list: readonly UnderWay[], news: SubmissionNews): readonly UnderWay[] {
  const known = list.find((one) => one.submissionId === news.submissionId);
  const total = news.runsTotal ?? known?.total ?? 0;
  const done = news.runsDone ?? known?.done ?? 0;
  const over = total > 0 && done >= total;
  const others = list.filter((one) => one !== known);
  if (over) return others;
  if (known === undefined && news.team === undefined) return list;
  const next: UnderWay = { submissionId: news.submissionId, team: news.team ?? known?.team ?? '', done, total, running: known?.running ?? 0 };
  return known === undefined ? [...list, next] : list.map((one) => (one === known ? next : one));
}

/** What the list of submissions says wins over news about the same submission. */
export function merged(listed: readonly UnderWay[], heard: readonly UnderWay[], finished: ReadonlySet<string>): readonly UnderWay[] {
  const ids = new Set(listed.map((one) => one.submissionId));
  return [...listed, ...heard.filter((one) => !ids.has(one.submissionId) && !finished.has(one.submissionId))];
}
