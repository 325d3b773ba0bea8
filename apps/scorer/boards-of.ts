import { type RankOptions, rank, type ScoredSubmission } from '#core/leaderboard';
import { SCORING_VERSION } from '#core/scoring';
import type { Board, NewBoards, RunWorld, ScoredRunRow, ScoreLog, StandingRow, SubmissionScore, SubmissionState } from '#io/store';
import { axisMeans } from './axis-means.js';

export interface Boards {
  readonly boards: NewBoards;
  readonly submissions: readonly SubmissionScore[];
}

/**
 * The whole of a contest's standings, a pure function of one reading of its log. The public board knows submissions from
 * before the freeze only, always: whether the contest is frozen now decides who is shown which board, not what is on it.
 * Runs on real containers have boards of their own; a submission is known by its simulated score where it has one.
 */
export function boardsOf(log: ScoreLog): Boards {
  const simulated = boardsOfWorld(log, 'simulated');
  const live = boardsOfWorld(log, 'live');
  const scored = new Map(simulated.scores);
  for (const [id, score] of live.scores) if (!scored.has(id)) scored.set(id, score);
  return {
    boards: { full: simulated.full, public: simulated.public, ...(live.scores.length > 0 ? { 'full-live': live.full, 'public-live': live.public } : {}) },
    submissions: bySubmission(log.runs).map((runs) => ({
      submissionId: runs[0].submissionId,
      state: stateOf(runs),
      score: scored.get(runs[0].submissionId) ?? null,
    })),
  };
}

function boardsOfWorld(log: ScoreLog, world: RunWorld) {
  const runs = log.runs.filter((run) => run.world === world);
  const known = new Set(runs.map((run) => run.scenarioId));
  const weights = Object.fromEntries(Object.entries(log.weights).filter(([scenario]) => known.has(scenario)));
  const options: RankOptions = { weights, seed: log.contestId };
  const groups = bySubmission(runs);
  const early = groups.filter(([first]) => log.freezesAt === null || first.submittedAt < log.freezesAt);
  const full = boardOf(groups, options);
  return {
    full,
    public: early.length === groups.length ? full : boardOf(early, options),
    scores: groups.map((group) => [group[0].submissionId, rank([scoredSubmission(group)], options)[0]?.score ?? null] as const),
  };
}

type Group = readonly [ScoredRunRow, ...ScoredRunRow[]];

function bySubmission(rows: readonly ScoredRunRow[]): readonly Group[] {
  const groups = new Map<string, [ScoredRunRow, ...ScoredRunRow[]]>();
  for (const row of rows) {
    const group = groups.get(row.submissionId);
    if (group === undefined) groups.set(row.submissionId, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

function boardOf(groups: readonly Group[], options: RankOptions): Pick<Board, 'scoringVersion' | 'standings'> {
  const runsOf = new Map(groups.map((runs) => [runs[0].submissionId, runs]));
  const standings = rank(groups.map(scoredSubmission), options).map((standing): StandingRow => {
    const runs = runsOf.get(standing.submission);
    if (runs === undefined) throw new Error(`rank made up the submission ${standing.submission}`);
    const [first] = runs;
    return {
      rank: standing.rank,
      bandFrom: standing.bandFrom,
      bandTo: standing.bandTo,
      team: first.team,
      submissionId: standing.submission,
      division: first.division,
      score: standing.score,
      scenarios: standing.scenarios.map((one) => ({
        scenarioId: one.scenario,
        score: one.score,
        ...axisMeans(runs.filter((run) => run.scenarioId === one.scenario)),
        runs: one.runs,
        runsTotal: one.runsTotal,
      })),
      beatsNext: standing.beatsNext,
      moreSeedsToNext: standing.moreSeedsToNext,
      submittedAt: first.submittedAt.toISOString(),
      reference: first.reference,
    };
  });
  return { scoringVersion: SCORING_VERSION, standings };
}

const scoredSubmission = (runs: Group): ScoredSubmission => ({
  submission: runs[0].submissionId,
  team: runs[0].team.id,
  submittedAtMs: runs[0].submittedAt.getTime(),
  runs: runs.map(({ scenarioId, seed, score, terminal }) => ({ scenario: scenarioId, seed, score, terminal })),
});

function stateOf(runs: Group): SubmissionState {
  if (!runs.every((run) => run.terminal)) return 'judging';
  return runs.some((run) => run.failed) ? 'failed' : 'scored';
}
