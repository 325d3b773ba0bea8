import { exp, ln } from '#core/random';
import { type Axis, type Costs, gatesOf, normalizeCost, RESOLUTION } from '#core/scoring';
import type { MeasuredRun } from './measured-run.js';

const HALVINGS = 60;

/**
 * The baseline as a cost on each axis: the lowest one between which and the best known the baseline's own runs score 0 in the mean,
 * with all that scoring clips and refuses. (A geometric mean would do where nothing is clipped or refused.) Null: a run has no costs.
 */
export function calibratedBaseline(runs: readonly MeasuredRun[], bestKnown: Costs): Costs | null {
  if (runs.length === 0 || runs.some((run) => run.costs === null || run.metrics === null)) return null;
  // Whether too much was spent depends on the baseline's utilization: that comes first.
  let found: Costs = { latency: 0, utilization: 0, recovery: 0 };
  for (const axis of ['utilization', 'latency', 'recovery'] as const) found = { ...found, [axis]: calibrated(axis, runs, found, bestKnown) };
  return found;
}

function calibrated(axis: Axis, runs: readonly MeasuredRun[], found: Costs, bestKnown: Costs): number {
  const epsilon = RESOLUTION[axis];
  const costs = runs.flatMap((run) => (run.costs === null ? [] : [run.costs[axis]]));
  let low = ln(Math.min(...costs) + epsilon);
  let high = ln(Math.max(...costs) + epsilon);
  const costAt = (log: number): number => Math.max(0, exp(log) - epsilon);
  const mean = (cost: number): number => meanCredit(axis, runs, { ...found, [axis]: cost }, bestKnown);
  if (mean(costAt(low)) >= 0) return costAt(low);
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (mean(costAt(middle)) >= 0) high = middle;
    else low = middle;
  }
  return costAt(high);
}

/** What the runs are placed at on an axis in the mean, credits refused. It rises with the baseline's cost. */
function meanCredit(axis: Axis, runs: readonly MeasuredRun[], baseline: Costs, bestKnown: Costs): number {
  const references = { baseline, bestKnown };
  const sum = runs.reduce((total, { metrics, costs }) => {
    if (metrics === null || costs === null) return total;
    const gates = gatesOf(metrics, costs, references);
    const placed = normalizeCost(axis, costs[axis], references);
    return total + ((axis === 'utilization' ? gates.slo : gates.budget) ? Math.min(0, placed) : placed);
  }, 0);
  return sum / runs.length;
}
