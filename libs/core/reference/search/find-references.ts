import { ENGINE } from '#core/run';
import type { Scenario } from '#core/scenario';
import { AXES, type Axis, type Costs, type PerAxis, scoreRun, SCORING_VERSION, type ScoringRules } from '#core/scoring';
import { DEFAULTS, REFERENCE_NAMES, REFERENCE_PROFILES, type ReferenceProfile } from '../entries/reference-profile.js';
import { admissionOf, type Admission, type Candidate, meanCosts, Measurements, objective } from './candidate.js';
import { PROBES } from '../verify/probes.js';
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
  /** Which candidate showed the lowest cost of each axis. */
  readonly bestBy: Readonly<Record<Axis, string>>;
  /** Scores of entries that differ in one thing each: what the scenario asks, in numbers. */
  readonly probes: Readonly<Record<string, number>>;
  /** Measured on every seed, best score first. */
  readonly candidates: readonly JudgedCandidate[];
}

export interface JudgedCandidate {
  readonly name: string;
  readonly profile: ReferenceProfile;
  readonly costs: Costs;
  readonly refused: Admission;
  readonly score: number;
}

/**
 * The search for the best known, the same every time: the named reference entries on every seed; from the best of them one
 * pass over the parameters on the first seed, taking each change that helps; then whatever was best on any axis, or
 * altogether, on every seed. The lowest cost that anybody showed on an axis, without being refused the credit for it, is
 * that axis' best known.
 */
export function findReferences(scenario: Scenario, seeds: readonly number[], onRun?: (name: string, seed: number) => void): FoundReferences {
  const measurements = new Measurements(scenario, onRun);
  const named = REFERENCE_NAMES.map((name) => measurements.candidate(name, REFERENCE_PROFILES[name], seeds));
  const baseline = meanCosts(named[0]?.runs ?? []);
  if (baseline === null) throw new Error(`the baseline does not complete ${scenario.id}`);
  const { weights } = scenario.scoring;
  const tried = climb(measurements, named, baseline, weights, seeds.slice(0, 1));
  const finalists = finalistsOf(tried, baseline, weights).map(({ name, profile }) => measurements.candidate(name, profile, seeds));
  const all = [...named, ...finalists.filter((one) => !named.some(({ name }) => name === one.name))];
  const best = lowestOnEachAxis(all, baseline);
  const references = { baseline: rounded(baseline), bestKnown: rounded(best.costs) };
  const scoring = { weights, references };
  const probes = Object.entries(PROBES).map(([name, profile]) => [name, meanScore(measurements.candidate(name, profile, seeds), scoring)]);
  return {
    scenario: scenario.id,
    replayDigest: scenario.replayDigest,
    engine: ENGINE,
    scoringVersion: SCORING_VERSION,
    seeds,
    runs: measurements.replayed,
    ...references,
    bestBy: best.by,
    probes: Object.fromEntries(probes) as Readonly<Record<string, number>>,
    candidates: all.flatMap((one) => judged(one, scoring, baseline)).sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1)),
  };
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
  const found = [...firstTwo((one) => objective(one.runs.slice(0, 1), baseline, weights) ?? Infinity), ...AXES.flatMap(onAxis)];
  return found.filter((one, index) => found.findIndex(({ name }) => name === one.name) === index);
}

/** Whether scoring would credit what the candidate shows on this axis on every seed. */
function earns(runs: Candidate['runs'], axis: Axis, baseline: Costs): boolean {
  const { slo, budget } = admissionOf(runs, baseline);
  return axis === 'utilization' ? slo === 0 : budget === 0;
}

function lowestOnEachAxis(all: readonly Candidate[], baseline: Costs): { readonly costs: Costs; readonly by: Readonly<Record<Axis, string>> } {
  const lowest = (axis: Axis): readonly [number, string] => {
    const shown = all.flatMap((one) => {
      const costs = meanCosts(one.runs);
      return costs !== null && earns(one.runs, axis, baseline) ? [[costs[axis], one.name] as const] : [];
    });
    return shown.reduce((low, one) => (one[0] < low[0] ? one : low), [baseline[axis], 'defaults']);
  };
  const [latency, utilization, recovery] = AXES.map(lowest) as [readonly [number, string], readonly [number, string], readonly [number, string]];
  return {
    costs: { latency: latency[0], utilization: utilization[0], recovery: recovery[0] },
    by: { latency: latency[1], utilization: utilization[1], recovery: recovery[1] },
  };
}

function judged(candidate: Candidate, scoring: ScoringRules, baseline: Costs): readonly JudgedCandidate[] {
  const { name, profile, runs } = candidate;
  const costs = meanCosts(runs);
  return costs === null ? [] : [{ name, profile, costs: rounded(costs), refused: admissionOf(runs, baseline), score: meanScore(candidate, scoring) }];
}

function meanScore({ runs }: Candidate, scoring: ScoringRules): number {
  const sum = runs.reduce((total, run) => total + (scoreRun(run, scoring).score ?? 0), 0);
  return Math.round((100 * sum) / runs.length) / 100;
}

/** What differs from the defaults, in the order of the table. */
function nameOf(profile: ReferenceProfile): string {
  const named = REFERENCE_NAMES.find((name) => PARAMETERS.every((key) => REFERENCE_PROFILES[name][key] === profile[key]));
  return named ?? PARAMETERS.flatMap((key) => (profile[key] === DEFAULTS[key] ? [] : [`${key}=${profile[key] ?? 'none'}`])).join(' ');
}

const SIGNIFICANT = 6;
const rounded = ({ latency, utilization, recovery }: Costs): Costs => ({
  latency: Number(latency.toPrecision(SIGNIFICANT)),
  utilization: Number(utilization.toPrecision(SIGNIFICANT)),
  recovery: Number(recovery.toPrecision(SIGNIFICANT)),
});
