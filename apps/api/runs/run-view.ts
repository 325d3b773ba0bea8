import type { RunRow } from '#io/store';
import type { Curtain } from '../contests/hidden-scenarios.js';
import type { RunSummaryView, RunView } from './run-dto.js';

export function runSummaryOf(run: RunRow, curtain: Curtain): RunSummaryView {
  return {
    id: run.id,
    scenarioId: curtain.nameOf(run.scenarioId),
    world: run.world,
    seed: curtain.shows(run.scenarioId) ? run.seed : null,
    extra: run.extra,
    state: run.state,
    attempt: run.attempt,
    verdict: run.verdict,
    fault: run.fault,
    score: run.score,
    costs: run.costs === null ? null : { ...run.costs },
    normalized: run.normalized === null ? null : { ...run.normalized },
  };
}

/** Metrics name applications and faults, a cause may name anything, and the digest of a record can be tried out. */
export function runViewOf(run: RunRow, curtain: Curtain): RunView {
  const shown = curtain.shows(run.scenarioId);
  return {
    ...runSummaryOf(run, curtain),
    submissionId: run.submissionId,
    cause: shown ? run.cause : null,
    metrics: shown ? (run.metrics as RunView['metrics']) : null,
    recordDigest: shown ? run.recordDigest : null,
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}
