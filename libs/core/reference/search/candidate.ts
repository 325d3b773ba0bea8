import { canonicalJson, sha256Hex } from '#core/digest';
import { exp, ln } from '#core/random';
import type { Scenario } from '#core/scenario';
import { AXES, type Axis, type Costs, gatesOf, type PerAxis, RESOLUTION } from '#core/scoring';
import type { Dialect } from '#core/entry/translate';
import { referenceEntry } from '../entries/reference-entry.js';
import type { ReferenceProfile } from '../entries/reference-profile.js';
import { type MeasuredRun, measureEntry } from './measured-run.js';

/** A reference entry with what it was measured at, seed by seed. */
export interface Candidate {
  readonly name: string;
  readonly dialect: Dialect;
  readonly profile: ReferenceProfile;
  readonly runs: readonly MeasuredRun[];
}

/** Replays candidates and remembers: profiles that give the same files are one entry. */
export class Measurements {
  private readonly known = new Map<string, MeasuredRun>();
  /** How many runs were replayed. */
  replayed = 0;

  constructor(
    readonly scenario: Scenario,
    private readonly onRun: (name: string, seed: number) => void = () => undefined,
  ) {}

  candidate(name: string, profile: ReferenceProfile, seeds: readonly number[], dialect: Dialect = 'kubernetes'): Candidate {
    const files = referenceEntry(this.scenario, profile, dialect);
    const digest = sha256Hex(canonicalJson(files));
    const runs = seeds.map((seed) => {
      const key = `${digest}/${seed}`;
      const run = this.known.get(key) ?? this.measure(name, files, seed);
      this.known.set(key, run);
      return run;
    });
    return { name, dialect, profile, runs };
  }

  private measure(name: string, files: Parameters<typeof measureEntry>[1], seed: number): MeasuredRun {
    this.onRun(name, seed);
    this.replayed++;
    return measureEntry(this.scenario, files, seed);
  }
}

/** Geometric means over seeds: what halves a cost on one seed and doubles it on the next changes nothing. */
export function meanCosts(runs: readonly MeasuredRun[]): Costs | null {
  const costs = runs.flatMap((run) => (run.verdict === 'completed' && run.costs !== null ? [run.costs] : []));
  if (costs.length < runs.length || costs.length === 0) return null;
  const mean = (axis: Axis): number => {
    const sum = costs.reduce((total, one) => total + ln(one[axis] + RESOLUTION[axis]), 0);
    return Math.max(0, exp(sum / costs.length) - RESOLUTION[axis]);
  };
  return { latency: mean('latency'), utilization: mean('utilization'), recovery: mean('recovery') };
}

export interface Admission {
  /** On how many of its runs users were failed. */
  readonly slo: number;
  /** On how many of its runs it spent without measure. */
  readonly budget: number;
}

/** Which credits the scoring would refuse this candidate. */
export function admissionOf(runs: readonly MeasuredRun[], baseline: Costs): Admission {
  const gates = runs.flatMap(({ metrics, costs }) => (metrics === null || costs === null ? [] : [gatesOf(metrics, costs, { baseline, bestKnown: baseline })]));
  return { slo: gates.filter((gate) => gate.slo).length, budget: gates.filter((gate) => gate.budget).length };
}

/** What the search makes small: weighted log-costs against the baseline, credits refused as scoring refuses them. Null: it did not complete. */
export function objective(runs: readonly MeasuredRun[], baseline: Costs, weights: PerAxis): number | null {
  const costs = meanCosts(runs);
  if (costs === null) return null;
  const { slo, budget } = admissionOf(runs, baseline);
  const refused: Readonly<Record<Axis, boolean>> = { latency: budget > 0, utilization: slo > 0, recovery: budget > 0 };
  return AXES.reduce((sum, axis) => {
    const change = ln((costs[axis] + RESOLUTION[axis]) / (baseline[axis] + RESOLUTION[axis]));
    return sum + weights[axis] * (refused[axis] ? Math.max(0, change) : change);
  }, 0);
}
