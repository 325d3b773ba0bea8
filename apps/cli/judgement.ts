import type { Outcome } from '#core/problem';
import type { Entry } from '#core/entry';
import { ENGINE, faultOf, type RunRecord } from '#core/run';
import type { Scenario } from '#core/scenario';
import { scoreRun } from '#core/scoring';

/** What `judge --json` prints. */
export interface Judgement {
  readonly engine: string;
  readonly entryDigest: string | null;
  readonly scenarioDigest: string;
  readonly seed: number;
  readonly verdict: RunRecord['verdict'];
  readonly fault: RunRecord['fault'];
  readonly metrics: RunRecord['metrics'];
  readonly score: number | null;
  readonly recordDigest: string | null;
}

export function judgementOf(record: RunRecord, scenario: Scenario): Judgement {
  return {
    engine: record.engine,
    entryDigest: record.entry.digest,
    scenarioDigest: record.scenario.digest,
    seed: record.seed,
    verdict: record.verdict,
    fault: record.fault,
    metrics: record.metrics,
    score: scoreRun(record, scenario).score,
    recordDigest: record.recordDigest,
  };
}

/** Of an entry that never ran. */
export function rejection(scenario: Scenario, seed: number, outcome: Outcome<Entry> & { readonly ok: false }) {
  const verdict = 'rejected' as const;
  const { score } = scoreRun({ verdict, metrics: null }, scenario);
  const judgement: Judgement = {
    engine: ENGINE,
    entryDigest: null,
    scenarioDigest: scenario.digest,
    seed,
    verdict,
    fault: faultOf(verdict),
    metrics: null,
    score,
    recordDigest: null,
  };
  return { ...judgement, problems: outcome.problems };
}
