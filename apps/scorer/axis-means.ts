import { AXES, type PerAxis } from '#core/scoring';
import type { ScoredRunRow } from '#io/store';

const DECIMALS = 1e4;

/** Means over seeds of where each cost lies between the references; null where no run has any. */
export function axisMeans(runs: readonly ScoredRunRow[]): Readonly<Record<keyof PerAxis, number | null>> {
  const placed = runs.flatMap((run) => (run.normalized === null ? [] : [run.normalized]));
  const mean = (axis: keyof PerAxis): number | null =>
    placed.length === 0 ? null : Math.round((placed.reduce((sum, one) => sum + one[axis], 0) / placed.length) * DECIMALS) / DECIMALS;
  const [latency, utilization, recovery] = AXES.map(mean);
  return { latency: latency ?? null, utilization: utilization ?? null, recovery: recovery ?? null };
}
