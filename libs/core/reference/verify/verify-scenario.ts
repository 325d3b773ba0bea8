import type { Scenario } from '#core/scenario';
import { type References, scoreRun, type ScoringRules } from '#core/scoring';
import { CHEATS } from '../cheats/cheats.js';
import { measureCheat } from '../cheats/measure-cheat.js';
import { otherReferences, referenceEntry } from '../entries/reference-entry.js';
import { meanCosts } from '../search/candidate.js';
import { type MeasuredRun, measureEntry } from '../search/measured-run.js';
import { PROBES } from './probes.js';
import { redundancyOf } from './redundancy.js';
import { seedsToSeparate, spreadOf } from './spread.js';
import { unfitReasons } from './unfit-reasons.js';
import type { ScenarioVerification, VerifiedEntry } from './verification.js';

export interface VerifyOptions {
  readonly seeds: readonly number[];
  /** A clock, for the run time; without one it is not judged. */
  readonly nowMs?: () => number;
  readonly onRun?: (name: string, seed: number) => void;
  /** Probe scores of other scenarios, by their id. */
  readonly others?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Of what was replayed when the references were frozen. */
  readonly frozenReplayDigest?: string;
}

/** Runs reference entries, probes and cheats on every seed and says whether the scenario is fit for a contest. */
export function verifyScenario(scenario: Scenario, options: VerifyOptions): ScenarioVerification {
  const times: number[] = [];
  const timed = (name: string, seed: number, run: () => MeasuredRun): MeasuredRun => {
    options.onRun?.(name, seed);
    const start = options.nowMs?.();
    const measured = run();
    if (start !== undefined && options.nowMs !== undefined) times.push(options.nowMs() - start);
    return measured;
  };
  const tried = [...Object.entries(PROBES).map(([name, profile]) => ({ name, profile, dialect: 'kubernetes' as const })), ...otherReferences(scenario)];
  const probes = tried.map(({ name, profile, dialect }) => {
    const files = referenceEntry(scenario, profile, dialect);
    return { name, runs: options.seeds.map((seed) => timed(name, seed, () => measureEntry(scenario, files, seed))) };
  });
  const rules = rulesOf(
    scenario,
    probes.map((probe) => probe.runs),
  );
  const entries = probes.map(({ name, runs }) => scored(name, runs, rules));
  const baseline = entries.find((one) => one.name === 'defaults') as VerifiedEntry;
  const cheats = CHEATS.map((cheat) => {
    const runs = options.seeds.map((seed) => timed(cheat.name, seed, () => measureCheat(scenario, cheat, seed)));
    const entry = scored(cheat.name, runs, rules);
    return { ...entry, says: cheat.says, belowBaseline: entry.score < baseline.score };
  });
  const result = {
    scenario: scenario.id,
    seeds: options.seeds,
    entries: entries.slice().sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1)),
    cheats,
    discrimination: discriminationOf(entries, baseline),
    noise: rounded(spreadOf(entries.filter((one) => one !== baseline).map((one) => paired(one, baseline).deviation)).mean),
    redundancy: redundancyOf(entries, options.others ?? {}),
    runTime: runTimeOf(times),
  };
  const reasons = unfitReasons(scenario, result, options.frozenReplayDigest);
  return { ...result, fit: reasons.length === 0, reasons };
}

/** The scenario's own references; where it has none, the extremes of what was just measured. */
function rulesOf(scenario: Scenario, all: readonly (readonly MeasuredRun[])[]): ScoringRules {
  if (scenario.scoring.references !== null) return scenario.scoring;
  const costs = all.flatMap((runs) => meanCosts(runs) ?? []);
  const baseline = costs[0];
  if (baseline === undefined) return scenario.scoring;
  const lowest = (axis: 'latency' | 'utilization' | 'recovery') => Math.min(...costs.map((one) => one[axis]));
  const references: References = { baseline, bestKnown: { latency: lowest('latency'), utilization: lowest('utilization'), recovery: lowest('recovery') } };
  return { ...scenario.scoring, references };
}

function scored(name: string, runs: readonly MeasuredRun[], rules: ScoringRules): VerifiedEntry {
  const scores = runs.map((run) => scoreRun(run, rules).score ?? 0);
  return { name, score: rounded(spreadOf(scores).mean), scores: scores.map(rounded), verdicts: runs.map((run) => run.verdict) };
}

const paired = (one: VerifiedEntry, other: VerifiedEntry) => spreadOf(one.scores.map((score, index) => score - (other.scores[index] as number)));

function discriminationOf(entries: readonly VerifiedEntry[], baseline: VerifiedEntry): ScenarioVerification['discrimination'] {
  const best = entries.reduce((top, one) => (one.score > top.score ? one : top));
  const { mean, deviation } = paired(best, baseline);
  return { best: best.name, difference: rounded(mean), deviation: rounded(deviation), seedsNeeded: seedsToSeparate(mean, deviation) };
}

function runTimeOf(times: readonly number[]): ScenarioVerification['runTime'] {
  if (times.length === 0) return null;
  const sorted = times.slice().sort((a, b) => a - b);
  return { medianMs: Math.round(sorted[Math.floor(sorted.length / 2)] as number), longestMs: Math.round(sorted.at(-1) as number) };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
