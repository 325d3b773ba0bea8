import type { SubmissionRow } from '#io/store';
import type { Curtain } from '../contests/hidden-scenarios.js';
import { runSummaryOf } from '../runs/run-view.js';
import type { SubmissionView } from './submission-dto.js';

export function submissionViewOf(row: SubmissionRow, curtain: Curtain): SubmissionView {
  return {
    id: row.id,
    contestId: row.contestId,
    team: { id: row.team.id, name: row.team.name },
    division: row.division,
    entryDigest: row.entryDigest,
    submittedAt: row.submittedAt.toISOString(),
    reference: row.reference,
    state: row.state,
    score: row.score,
    warnings: row.warnings.map((warning) => ({ ...warning })),
    runs: row.runs.map((run) => runSummaryOf(run, curtain)),
  };
}
