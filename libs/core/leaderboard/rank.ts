import { comparePaired } from './paired-comparison.js';
import { Resamples } from './resamples.js';
import type { RankOptions, ScenarioStanding, ScoredSubmission, Standing } from './scored-submission.js';
import { contestScore, scenarioStandings } from './submission-score.js';

interface Candidate {
  readonly submission: ScoredSubmission;
  readonly scenarios: readonly ScenarioStanding[];
  readonly score: number | null;
}

/**
 * Scores → standings. A pure function of the score log: the order of its rows does not matter, and an added entry
 * changes nobody's score.
 *
 * A team stands with its best submission. Rows order by score, then by earlier submission, then by id; entries without a complete
 * result come last. **Rank bands**: going down the board, an entry joins the band of the entry above that leads the
 * band unless the paired bootstrap tells the two apart.
 */
export function rank(submissions: readonly ScoredSubmission[], options: RankOptions): readonly Standing[] {
  const rows = bestOfEachTeam(submissions.map((submission) => candidate(submission, options)));
  const scored = rows.filter((row) => row.score !== null).length;
  const resamples = new Resamples(options);
  const bands = bandStarts(rows.slice(0, scored), options, resamples);
  const ends = bandEnds(bands);
  return rows.map((row, index) => {
    const next = index + 1 < scored ? rows[index + 1] : undefined;
    const from = index < scored ? (bands[index] as number) : scored;
    const to = index < scored ? (ends[index] as number) : rows.length - 1;
    return {
      rank: index + 1,
      bandFrom: from + 1,
      bandTo: to + 1,
      submission: row.submission.submission,
      team: row.submission.team,
      score: row.score,
      scenarios: row.scenarios,
      beatsNext: next === undefined || index >= scored ? null : comparePaired(row.submission, next.submission, options, resamples).firstWins,
    };
  });
}

function candidate(submission: ScoredSubmission, options: RankOptions): Candidate {
  const scenarios = scenarioStandings(submission, options.weights);
  return { submission, scenarios, score: contestScore(scenarios, options.weights) };
}

function bestOfEachTeam(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const row of candidates.slice().sort(byMerit)) if (!best.has(row.submission.team)) best.set(row.submission.team, row);
  return [...best.values()];
}

/** A total order: no two rows are equal, so that sorting cannot depend on how they came in. */
function byMerit(a: Candidate, b: Candidate): number {
  if (a.score !== b.score) {
    if (a.score === null) return 1;
    if (b.score === null) return -1;
    return b.score - a.score;
  }
  if (a.submission.submittedAtMs !== b.submission.submittedAtMs) return a.submission.submittedAtMs - b.submission.submittedAtMs;
  return a.submission.submission < b.submission.submission ? -1 : 1;
}

/** For each scored row the index of the row that leads its band. */
function bandStarts(rows: readonly Candidate[], options: RankOptions, resamples: Resamples): readonly number[] {
  const starts: number[] = [];
  let leader = 0;
  rows.forEach((row, index) => {
    const first = rows[leader] as Candidate;
    if (index > leader && comparePaired(first.submission, row.submission, options, resamples).distinct) leader = index;
    starts.push(leader);
  });
  return starts;
}

/** For each row the index of the last row of its band. */
function bandEnds(starts: readonly number[]): readonly number[] {
  const ends = starts.map((_, index) => index);
  for (let index = ends.length - 2; index >= 0; index--) if (starts[index + 1] === starts[index]) ends[index] = ends[index + 1] as number;
  return ends;
}
