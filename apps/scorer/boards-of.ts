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
 * Runs on real containers have boards of their own; a submission is known by its simulated score where it has one, and by that of
 * its live runs where nothing simulated of it is scored or will be.
 */
export function boardsOf(log: ScoreLog): Boards {
  const simulated = boardsOfWorld(log, 'simulated');
  const live = boardsOfWorld(log, 'live');
  const scored = new Map(simulated.scores);
  const waiting = new Set(
    log.runs.filter(({ world, terminal, extra }) => world === 'simulated' && !terminal && !extra).map(({ submissionId }) => submissionId),
  );
  for (const [id, score] of live.scores) if ((scored.get(id) ?? null) === null && !waiting.has(id)) scored.set(id, score);
  return {
    boards: { full: simulated.full, public: simulated.public, ...(live.scores.length > 0 ? { 'full-live': live.full, 'public-live': live.public } : {}) },
    submissions: bySubmission(log.runs).map((runs) => ({
      submissionId: runs[0].submissionId,
      state: stateOf(runs),
      score: scored.get(runs[0].submissionId) ?? null,
    })),
  };
}

/** What of a log is ranked in one world: its submissions, and how they are compared. */
export function rankedOf(log: ScoreLog, world: RunWorld): { readonly groups: readonly Group[]; readonly options: RankOptions } {
  const runs = log.runs.filter((run) => run.world === world);
  const known = new Set(runs.map((run) => run.scenarioId));
  const weights = Object.fromEntries(Object.entries(log.weights).filter(([scenario]) => known.has(scenario)));
  return { groups: bySubmission(runs), options: { weights, seed: log.contestId } };
}

function boardsOfWorld(log: ScoreLog, world: RunWorld) {
  const { groups, options } = rankedOf(log, world);
  const early = groups.filter(([first]) => log.freezesAt === null || first.submittedAt < log.freezesAt);
  const full = boardOf(groups, options);
  return {
    full,
    public: early.length === groups.length ? full : boardOf(early, options),
    scores: groups.map((group) => [group[0].submissionId, rank([scoredSubmission(group)], options)[0]?.score ?? null] as const),
  };
}

export type Group = readonly [ScoredRunRow, ...ScoredRunRow[]];

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
        ...axisMeans(runs.filter((run) => run.scenarioId === one.scenario && !run.extra)),
        runs: one.runs,
        runsTotal: one.runsTotal,
        extraRuns: one.extraRuns,
      })),
      beatsNext: standing.beatsNext,
      moreSeedsToNext: standing.moreSeedsToNext,
      submittedAt: first.submittedAt.toISOString(),
      reference: first.reference,
    };
  });
  return { scoringVersion: SCORING_VERSION, standings };
}

export const scoredSubmission = (runs: Group): ScoredSubmission => ({
  submission: runs[0].submissionId,
  team: runs[0].team.id,
  submittedAtMs: runs[0].submittedAt.getTime(),
  runs: runs.map(({ scenarioId, seed, score, terminal, extra }) => ({ scenario: scenarioId, seed, score, terminal, extra })),
});

/** Extra seeds come later and change neither state nor score. */
function stateOf(all: Group): SubmissionState {
  const runs = all.filter((run) => !run.extra);
  if (!runs.every((run) => run.terminal)) return 'judging';
  return runs.some((run) => run.failed) ? 'failed' : 'scored';
}
