/** One row of the score log, as far as ranking needs it. */
export interface ScoredRun {
  readonly scenario: string;
  readonly seed: number;
  /** Null: not judged yet, or a platform fault that costs nobody anything. */
  readonly score: number | null;
  /** Nothing more will come of this run. */
  readonly terminal: boolean;
  /** On a seed that was added where ranks are close: it counts in comparisons, never in the score. */
  readonly extra?: boolean;
}

export interface ScoredSubmission {
  readonly submission: string;
  readonly team: string;
  readonly submittedAtMs: number;
  readonly runs: readonly ScoredRun[];
}

export interface ScenarioStanding {
  readonly scenario: string;
  /** Mean over the contest's own seeds; null while nothing is known. */
  readonly score: number | null;
  /** Of the contest's own seeds. */
  readonly runs: number;
  readonly runsTotal: number;
  /** Extra seeds that it was judged on. */
  readonly extraRuns: number;
}

export interface Standing {
  readonly rank: number;
  /** The ranks the entry may have as far as the evidence can tell. */
  readonly bandFrom: number;
  readonly bandTo: number;
  readonly submission: string;
  readonly team: string;
  /** Weighted mean over scenarios, 4 decimals; null: not judged completely. */
  readonly score: number | null;
  readonly scenarios: readonly ScenarioStanding[];
  /** Share of resamples in which it beats the entry on the next rank; null on the last scored rank. */
  readonly beatsNext: number | null;
  /** Seeds a scenario that would tell the two apart, if differences go on as they are; 0: they are apart; null: no number would, or there is no next. */
  readonly moreSeedsToNext: number | null;
}

export interface RankOptions {
  /** Scenario → weight; they need not sum to 1. A scenario that is not here does not count. */
  readonly weights: Readonly<Record<string, number>>;
  /** Names the random stream of the bootstrap: published, so that anybody gets the same bands. */
  readonly seed: string;
  readonly resamples?: number;
  readonly confidence?: number;
}
