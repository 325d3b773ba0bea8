export interface ShapePoint {
  readonly utilization: number;
  /** 0..10 */
  readonly score: number;
}

/** Piecewise linear through integer points, with integer division that cuts towards zero. */
export function brokenLinear(shape: readonly ShapePoint[], at: number): number {
  let before: ShapePoint | undefined;
  for (const point of shape) {
    if (at <= point.utilization) {
      if (before === undefined) return point.score;
      return before.score + Math.trunc(((point.score - before.score) * (at - before.utilization)) / (point.utilization - before.utilization));
    }
    before = point;
  }
  return before?.score ?? 0;
}

/** The operator draws the curve: utilization in percent to a score. */
export function requestedToCapacityRatio(shape: readonly ShapePoint[]): (requested: number, allocatable: number) => number {
  const scaled = shape.map((p) => ({ utilization: p.utilization, score: p.score * 10 }));
  return (requested, allocatable) => {
    if (allocatable === 0 || requested > allocatable) return brokenLinear(scaled, 100);
    return brokenLinear(scaled, Math.floor((requested * 100) / allocatable));
  };
}
