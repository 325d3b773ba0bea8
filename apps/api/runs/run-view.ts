import type { RunRow } from '#io/store';
import type { RunSummaryView, RunView } from './run-dto.js';

export function runSummaryOf(run: RunRow, seedShown: boolean): RunSummaryView {
  return {
    id: run.id,
    scenarioId: run.scenarioId,
    world: run.world,
    seed: seedShown ? run.seed : null,
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

export function runViewOf(run: RunRow, seedShown: boolean): RunView {
  return {
    ...runSummaryOf(run, seedShown),
    submissionId: run.submissionId,
    cause: run.cause,
    metrics: run.metrics as RunView['metrics'],
    recordDigest: run.recordDigest,
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}
