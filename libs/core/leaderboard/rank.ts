import { compareRows, type Comparison } from './paired-comparison.js';
import { Resamples } from './resamples.js';
import { columnsOf, scoresOf } from './score-columns.js';
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
 * A team stands with its best submission. **Rank bands**: going down the scores, an entry joins the band of the entry that
 * leads the band unless the paired bootstrap tells the two apart. Inside a band the evidence has no order, so the earlier
 * submission stands higher. Entries without a complete result come last.
 *
 * Extra seeds sharpen comparisons and never move a score, so that an added entry, whom they are spent on, still changes nobody's.
 * Where they tell two neighbours apart the other way round than their scores do, the evidence stands above the scores.
 */
export function rank(submissions: readonly ScoredSubmission[], options: RankOptions): readonly Standing[] {
  const rows = bestOfEachTeam(submissions.map((submission) => candidate(submission, options)));
  const scored = rows.filter((row) => row.score !== null);
  const compare = comparer(scored, options);
  const bands = bandsOf(settled(scored, compare), compare);
  const waiting = rows.slice(scored.length).sort(byTime);
  const ordered = [...bands.map((band) => band.slice().sort(byTime)), ...(waiting.length > 0 ? [waiting] : [])];
  let from = 0;
  const all = ordered.flat();
  return ordered.flatMap((band) => {
    const first = from;
    from += band.length;
    return band.map((row, place): Standing => {
      const index = first + place;
      const next = all[index + 1];
      const comparison = row.score === null || next === undefined || next.score === null ? null : compare(row, next);
      return {
        rank: index + 1,
        bandFrom: first + 1,
        bandTo: first + band.length,
        submission: row.submission.submission,
        team: row.submission.team,
        score: row.score,
        scenarios: row.scenarios,
        beatsNext: comparison?.firstWins ?? null,
        moreSeedsToNext: comparison?.moreSeeds ?? null,
      };
    });
  });
}

type Compare = (first: Candidate, second: Candidate) => Comparison;

/** Compares rows of one board; each is laid out once, however often it is compared. */
function comparer(rows: readonly Candidate[], options: RankOptions): Compare {
  const columns = columnsOf(
    rows.map((row) => row.submission),
    options.weights,
  );
  const resamples = new Resamples(options);
  const laidOut = new Map<Candidate, Float64Array>();
  const scores = (row: Candidate): Float64Array => {
    let found = laidOut.get(row);
    if (found === undefined) laidOut.set(row, (found = scoresOf(row.submission, columns)));
    return found;
  };
  return (first, second) => compareRows(scores(first), scores(second), columns, options, resamples);
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
  return byTime(a, b);
}

function byTime(a: Candidate, b: Candidate): number {
  if (a.submission.submittedAtMs !== b.submission.submittedAtMs) return a.submission.submittedAtMs - b.submission.submittedAtMs;
  return a.submission.submission < b.submission.submission ? -1 : 1;
}

/** Rows by score, except that who has extra seeds rises past neighbours that these show to be worse. */
function settled(rows: readonly Candidate[], compare: Compare): readonly Candidate[] {
  const order: Candidate[] = [];
  for (const row of rows) {
    let place = order.length;
    while (place > 0 && hasExtra(row) && hasExtra(order[place - 1] as Candidate) && beats(row, order[place - 1] as Candidate, compare)) place--;
    order.splice(place, 0, row);
  }
  return order;
}

const hasExtra = (row: Candidate): boolean => row.scenarios.some((one) => one.extraRuns > 0);

function beats(row: Candidate, above: Candidate, compare: Compare): boolean {
  const found = compare(row, above);
  return found.distinct && (found.difference ?? 0) > 0;
}

function bandsOf(rows: readonly Candidate[], compare: Compare): readonly (readonly Candidate[])[] {
  const bands: Candidate[][] = [];
  for (const row of rows) {
    const leader = bands.at(-1)?.[0];
    if (leader === undefined || compare(leader, row).distinct) bands.push([row]);
    else bands.at(-1)?.push(row);
  }
  return bands;
}
