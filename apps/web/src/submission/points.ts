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

export function pointsOf(scenarioId: string, runs: readonly RunSummary[], scoring: Scoring | undefined): ScenarioPoints {
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
  };
}
