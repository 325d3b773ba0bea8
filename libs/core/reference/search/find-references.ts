import { ENGINE } from '#core/run';
import type { Scenario } from '#core/scenario';
import type { Dialect } from '#core/entry/translate';
import { AXES, type Axis, type Costs, type PerAxis, scoreRun, SCORING_VERSION, type ScoringRules } from '#core/scoring';
import { otherReferences } from '../entries/reference-entry.js';
import { DEFAULTS, type ReferenceProfile } from '../entries/reference-profile.js';
import { admissionOf, type Admission, type Candidate, meanCosts, Measurements, objective } from './candidate.js';
import { PROBES } from '../verify/probes.js';
import { between, earns, roundedCosts } from './between.js';
import { neighbours, PARAMETERS } from './parameter-table.js';

/** The frozen references of a scenario and how they were found. */
export interface FoundReferences {
  readonly scenario: string;
  /** Of what was replayed: with another one the references are out of date. */
  readonly replayDigest: string;
  readonly engine: string;
  readonly scoringVersion: number;
  readonly seeds: readonly number[];
  readonly runs: number;
  readonly baseline: Costs;
  readonly bestKnown: Costs;
  /** Which candidate showed the lowest cost of each axis; or that nobody was a third below the baseline. */
  readonly bestBy: Readonly<Record<Axis, string>>;
  /** Scores of entries that differ in one thing each: what the scenario asks, in numbers. */
  readonly probes: Readonly<Record<string, number>>;
  /** Scores of the reference entries of the other orchestrators. */
  readonly others: Readonly<Record<string, number>>;
  /** Measured on every seed, best score first. */
  readonly candidates: readonly JudgedCandidate[];
}

export interface JudgedCandidate {
  readonly name: string;
  readonly orchestrator: Dialect;
  readonly profile: ReferenceProfile;
  readonly costs: Costs;
  readonly refused: Admission;
  readonly score: number;
}

/**
 * The search for the best known, the same every time: the named reference entries of all three orchestrators on every seed; from the
 * best of Kubernetes' one pass over the parameters on the first seed, taking each change that helps; then whatever was best on any axis,
 * or altogether, on every seed, and the best of all in the other dialects too. The lowest cost that anybody showed on an axis, without
 * being refused the credit for it, is that axis' best known; where that is not a third below the baseline, a third below it is.
 */
export function findReferences(scenario: Scenario, seeds: readonly number[], onRun?: (name: string, seed: number) => void): FoundReferences {
  const measurements = new Measurements(scenario, onRun);
  const named = Object.entries(PROBES).map(([name, profile]) => measurements.candidate(name, profile, seeds));
  const [defaults] = named;
  const first = defaults === undefined ? null : meanCosts(defaults.runs);
  if (defaults === undefined || first === null) throw new Error(`the baseline does not complete ${scenario.id}`);
  const others = otherReferences(scenario).map(({ name, profile, dialect }) => measurements.candidate(name, profile, seeds, dialect));
  const { weights } = scenario.scoring;
  const tried = climb(measurements, named, first, weights, seeds.slice(0, 1));
  const finalists = finalistsOf(tried, first, weights).map(({ name, profile }) => measurements.candidate(name, profile, seeds));
  const kubernetes = distinct([...named, ...finalists]);
  const all = [...kubernetes, ...distinct([...others, ...inOtherDialects(measurements, bestOf(kubernetes, first, weights), seeds)])];
  const { best, ...references } = between(defaults, all, first, weights);
  const scoring = { weights, references };
  return {
    scenario: scenario.id,
    replayDigest: scenario.replayDigest,
    engine: ENGINE,
    scoringVersion: SCORING_VERSION,
    seeds,
    runs: measurements.replayed,
    ...references,
    bestBy: best,
    probes: Object.fromEntries(named.map((one) => [one.name, meanScore(one, scoring)])),
    others: Object.fromEntries(others.map((one) => [one.name, meanScore(one, scoring)])),
    candidates: all.flatMap((one) => judged(one, scoring, references.baseline)).sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1)),
  };
}

const distinct = (all: readonly Candidate[]): readonly Candidate[] => all.filter((one, index) => all.findIndex(({ name }) => name === one.name) === index);

function bestOf(all: readonly Candidate[], baseline: Costs, weights: PerAxis): Candidate {
  const valueOf = (one: Candidate): number => objective(one.runs, baseline, weights) ?? Number.POSITIVE_INFINITY;
  return all.reduce((lowest, one) => (valueOf(one) < valueOf(lowest) ? one : lowest));
}

function inOtherDialects(measurements: Measurements, { name, profile }: Candidate, seeds: readonly number[]): readonly Candidate[] {
  if (measurements.scenario.packing !== null) return [];
  return (['swarm', 'mesos'] as const).map((dialect) => measurements.candidate(`${dialect}: ${name}`, profile, seeds, dialect));
}

function climb(measurements: Measurements, named: readonly Candidate[], baseline: Costs, weights: PerAxis, seeds: readonly number[]): readonly Candidate[] {
  const valueOf = (one: Candidate): number => objective(one.runs.slice(0, seeds.length), baseline, weights) ?? Number.POSITIVE_INFINITY;
  const tried: Candidate[] = [...named];
  let best = named.reduce((lowest, one) => (valueOf(one) < valueOf(lowest) ? one : lowest));
  for (const parameter of PARAMETERS) {
    for (const profile of neighbours(best.profile, parameter)) {
      const candidate = measurements.candidate(nameOf(profile), profile, seeds);
      tried.push(candidate);
      if (valueOf(candidate) < valueOf(best) - 1e-9) best = candidate;
    }
  }
  return tried;
}

/** The best two on each axis and altogether. */
function finalistsOf(tried: readonly Candidate[], baseline: Costs, weights: PerAxis): readonly Candidate[] {
  const completed = tried.filter((one) => objective(one.runs.slice(0, 1), baseline, weights) !== null);
  const firstTwo = (value: (one: Candidate) => number) =>
    completed
      .slice()
      .sort((a, b) => value(a) - value(b))
      .slice(0, 2);
  const onAxis = (axis: Axis) => firstTwo((one) => (earns(one.runs.slice(0, 1), axis, baseline) ? (one.runs[0]?.costs?.[axis] ?? Infinity) : Infinity));
  return distinct([...firstTwo((one) => objective(one.runs.slice(0, 1), baseline, weights) ?? Infinity), ...AXES.flatMap(onAxis)]);
}

function judged(candidate: Candidate, scoring: ScoringRules, baseline: Costs): readonly JudgedCandidate[] {
  const { name, dialect, profile, runs } = candidate;
  const costs = meanCosts(runs);
  return costs === null
    ? []
    : [{ name, orchestrator: dialect, profile, costs: roundedCosts(costs), refused: admissionOf(runs, baseline), score: meanScore(candidate, scoring) }];
}

function meanScore({ runs }: Candidate, scoring: ScoringRules): number {
  const sum = runs.reduce((total, run) => total + (scoreRun(run, scoring).score ?? 0), 0);
  return Math.round((100 * sum) / runs.length) / 100;
}

/** What differs from the defaults, in the order of the table. */
function nameOf(profile: ReferenceProfile): string {
  const named = Object.entries(PROBES).find(([, probe]) => PARAMETERS.every((key) => probe[key] === profile[key]));
  return named?.[0] ?? PARAMETERS.flatMap((key) => (profile[key] === DEFAULTS[key] ? [] : [`${key}=${profile[key] ?? 'none'}`])).join(' ');
}
