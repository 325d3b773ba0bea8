import { AXES, type Axis, type RunSummary, type Scoring } from '../api/model';

/** What one axis of one scenario was worth, averaged over its seeds. */
export interface AxisPoints {
  readonly axis: Axis;
  readonly cost: number | null;
  readonly baseline: number | null;
  readonly bestKnown: number | null;
  readonly normalized: number | null;
  readonly weight: number | null;
  /** 100 · weight · normalized. */
  readonly points: number | null;
  /** Missing to the best known; negative: better than it. */
  readonly lost: number | null;
  /** Runs that were better than the baseline here and got nothing for it: the SLO was missed, or too much was spent. */
  readonly refused: number;
}

export interface ScenarioPoints {
  readonly scenarioId: string;
  /** Judged so far: with costs, with points or with both. */
  readonly runs: number;
  readonly runsTotal: number;
  readonly score: number | null;
  readonly faults: number;
  readonly axes: readonly AxisPoints[];
}

const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);

export function pointsOf(scenarioId: string, all: readonly RunSummary[], scoring: Scoring | undefined): ScenarioPoints {
  const runs = all.filter((run) => !run.extra);
  const judged = runs.filter((run) => run.score !== null || run.costs !== null);
  return {
    scenarioId,
    runs: judged.length,
    runsTotal: runs.length,
    score: mean(judged.flatMap((run) => (run.score === null ? [] : [run.score]))),
    faults: runs.filter((run) => run.fault === 'competitor').length,
    axes: AXES.map((axis) => axisPoints(axis, judged, scoring)),
  };
}

function axisPoints(axis: Axis, judged: readonly RunSummary[], scoring: Scoring | undefined): AxisPoints {
  const normalized = mean(judged.flatMap((run) => (run.normalized === null ? [] : [run.normalized[axis]])));
  const weight = scoring?.weights[axis] ?? null;
  const known = normalized !== null && weight !== null;
  return {
    axis,
    cost: mean(judged.flatMap((run) => (run.costs === null ? [] : [run.costs[axis]]))),
    baseline: scoring?.references?.baseline[axis] ?? null,
    bestKnown: scoring?.references?.bestKnown[axis] ?? null,
    normalized,
    weight,
    points: known ? 100 * weight * normalized : null,
    lost: known ? 100 * weight * (1 - normalized) : null,
    refused: judged.filter((run) => isRefused(axis, run, scoring)).length,
  };
}

/** Scoring gives no credit for machines saved while users are failed, nor for latency and recovery bought without measure. */
function isRefused(axis: Axis, { costs, normalized }: RunSummary, scoring: Scoring | undefined): boolean {
  const baseline = scoring?.references?.baseline[axis];
  if (costs === null || normalized === null || baseline === undefined) return false;
  return costs[axis] < baseline * (1 - HAIR) && normalized[axis] <= 0;
}

/** Costs this close to the baseline's are the baseline's. */
const HAIR = 0.01;

/** Why credit was refused on an axis, and what would bring it back. */
export const REFUSAL: Readonly<Record<Axis, string>> = {
  latency: 'more than 1.5 times the baseline was spent, so speed earned nothing: spend less',
  utilization: 'an application missed its SLO by more than two points, so machines saved earned nothing: serve first',
  recovery: 'more than 1.5 times the baseline was spent, so recovery earned nothing: spend less',
};

/** What each cost is, in one line. */
/** Of runs on real containers: in bands against a baseline that was replayed in turn on the same host. */
export const MEANING_LIVE: Readonly<Record<Axis, string>> = {
  latency: 'share of offered requests not answered within three times their SLO; points for it and for the median latency',
  utilization: 'µs of the machines’ CPU time per served request',
  recovery: 'seconds from the first fault until all replicas were back; points for them and for the requests',
};

export const MEANING: Readonly<Record<Axis, string>> = {
  latency: 'share of offered requests outside their SLO, and a tenth for every doubling of p99 beyond its target',
  utilization: 'price of machines in use per 1,000 units of good work; packing: machines, or percent unallocated',
  recovery: 'good requests missing after faults, per 1,000 offered',
};
