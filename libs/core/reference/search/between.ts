import { AXES, type Axis, type Costs, NARROWEST_RANGE, type PerAxis, RESOLUTION } from '#core/scoring';
import { calibratedBaseline } from './calibrated-baseline.js';
import { admissionOf, type Candidate, meanCosts } from './candidate.js';

/** How often the two references are fitted to each other: what is refused depends on the one, what is clipped on the other. */
const PASSES = 4;

/** The two references: the baseline's own runs score 0 between them, and whoever reached the other on every axis 100. */
export function between(defaults: Candidate, all: readonly Candidate[], first: Costs, weights: PerAxis) {
  let baseline = first;
  for (let pass = 0; pass < PASSES; pass++) baseline = calibratedBaseline(defaults.runs, lowestOnEachAxis(all, baseline).costs) ?? first;
  const { costs, by } = lowestOnEachAxis(all, baseline);
  const nominal = (axis: Axis): number => Math.max(0, (baseline[axis] + RESOLUTION[axis]) / NARROWEST_RANGE - RESOLUTION[axis]);
  const isNominal = (axis: Axis): boolean => weights[axis] > 0 && costs[axis] > nominal(axis);
  const bestKnown = perAxis((axis) => (isNominal(axis) ? nominal(axis) : costs[axis]));
  return { baseline: roundedCosts(baseline), bestKnown: roundedCosts(bestKnown), best: perAxis((axis) => (isNominal(axis) ? NOBODY : by[axis])) };
}

/** Stands where nobody showed a third less than the baseline: the best known is then a third less, so that a hair is not worth an axis. */
const NOBODY = 'nobody: a third below the baseline';

/** Whether scoring would credit what the candidate shows on this axis on every seed. */
export function earns(runs: Candidate['runs'], axis: Axis, baseline: Costs): boolean {
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

const perAxis = <T>(of: (axis: Axis) => T): Readonly<Record<Axis, T>> => ({
  latency: of('latency'),
  utilization: of('utilization'),
  recovery: of('recovery'),
});

const SIGNIFICANT = 6;
/** Below a thousandth of what is measured there is only what logarithms leave. */
export const roundedCosts = (costs: Costs): Costs =>
  perAxis((axis) => (costs[axis] < RESOLUTION[axis] / 1000 ? 0 : Number(costs[axis].toPrecision(SIGNIFICANT))));
