import { ENGINE } from '#core/run';
import type { Scenario } from '#core/scenario';
import { scoreRun, SCORING_VERSION } from '#core/scoring';
import { kubernetesEntry } from '../entries/kubernetes-entry.js';
import { otherReferences, referenceEntry } from '../entries/reference-entry.js';
import { REFERENCE_NAMES, REFERENCE_PROFILES } from '../entries/reference-profile.js';
import { type MeasuredRun, measureEntry } from '../search/measured-run.js';

/** What the reference entries did on a scenario when somebody last looked: a change of any of it is a change of scores. */
export interface GoldenRecords {
  readonly engine: string;
  readonly scoringVersion: number;
  readonly scenarioDigest: string;
  readonly runs: readonly GoldenRun[];
}

export interface GoldenRun {
  readonly entry: string;
  readonly seed: number;
  readonly verdict: string;
  /** Of the whole event log. */
  readonly logDigest: string;
  readonly score: number | null;
  readonly offered: number;
  readonly good: number;
  readonly p99Us: number | null;
  readonly usedPriceMicros: number;
  readonly sloDebt: number;
  readonly jobsFinished: number;
  readonly podsPlaced: number;
  readonly compactedNodes: number | null;
  readonly allocatedShare: number | null;
}

/** Runs every reference entry of every orchestrator on every seed. */
export function goldenRecords(scenario: Scenario, seeds: readonly number[]): GoldenRecords {
  const kubernetes = REFERENCE_NAMES.map((entry) => ({ entry, files: kubernetesEntry(scenario, REFERENCE_PROFILES[entry]) }));
  const others = otherReferences(scenario).map(({ name, profile, dialect }) => ({ entry: name, files: referenceEntry(scenario, profile, dialect) }));
  const runs = [...kubernetes, ...others].flatMap(({ entry, files }) => seeds.map((seed) => goldenRun(entry, measureEntry(scenario, files, seed), scenario)));
  return { engine: ENGINE, scoringVersion: SCORING_VERSION, scenarioDigest: scenario.digest, runs };
}

function goldenRun(entry: string, run: MeasuredRun, scenario: Scenario): GoldenRun {
  const { seed, verdict, logDigest, metrics } = run;
  return {
    entry,
    seed,
    verdict,
    logDigest,
    score: scoreRun(run, scenario).score,
    offered: metrics?.latency.offered ?? 0,
    good: metrics?.latency.good ?? 0,
    p99Us: metrics?.latency.p99Us ?? null,
    usedPriceMicros: metrics?.utilization.usedPriceMicros ?? 0,
    sloDebt: metrics?.recovery.sloDebt ?? 0,
    jobsFinished: metrics?.batch.finished ?? 0,
    podsPlaced: metrics?.placement.podsPlaced ?? 0,
    compactedNodes: metrics?.placement.compactedNodes ?? null,
    allocatedShare: metrics?.placement.allocatedShare ?? null,
  };
}

/** What differs, a line each: which entry, which seed, what it was and what it is. */
export function goldenDifferences(was: GoldenRecords, is: GoldenRecords): readonly string[] {
  const lines: string[] = [];
  const compare = (where: string, before: object, after: object): void => {
    const now = after as Readonly<Record<string, unknown>>;
    for (const [field, value] of Object.entries(before)) if (!Array.isArray(value) && value !== now[field]) lines.push(`${where}: ${field} was ${String(value)} and is ${String(now[field])}`);
  };
  compare('golden', was, is);
  for (const run of was.runs) {
    const found = is.runs.find((one) => one.entry === run.entry && one.seed === run.seed);
    if (found === undefined) lines.push(`${run.entry}, seed ${run.seed}: was not run`);
    else compare(`${run.entry}, seed ${run.seed}`, run, found);
  }
  for (const run of is.runs) if (!was.runs.some((one) => one.entry === run.entry && one.seed === run.seed)) lines.push(`${run.entry}, seed ${run.seed}: is new`);
  return lines;
}
