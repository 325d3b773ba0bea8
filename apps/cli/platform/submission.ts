/** What the API says of a submission, as far as the command line shows it. */
export interface SubmissionView {
  readonly id: string;
  readonly state: 'judging' | 'scored' | 'failed';
  readonly score: number | null;
  readonly runs: readonly RunView[];
}

export interface RunView {
  readonly id: string;
  readonly scenarioId: string;
  readonly seed: number;
  readonly state: string;
  readonly verdict: string | null;
  readonly cause?: string | null;
  readonly score: number | null;
}
