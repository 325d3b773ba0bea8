import { ln } from '#core/random';
import { type Axis, NARROWEST_RANGE, NORMALIZED_MAX, NORMALIZED_MIN, RESOLUTION, type References } from './scoring-rules.js';

/**
 * Places a cost between the two references: 0 is the baseline, 1 the best known. Logarithmic, so that halving a cost is
 * worth the same everywhere and the mean over scenarios is a geometric mean of ratios. References that lie closer together
 * than `NARROWEST_RANGE` are taken as that far apart: a hair's breadth must not be worth all the points of an axis.
 */
export function normalizeCost(axis: Axis, cost: number, references: References): number {
  const epsilon = RESOLUTION[axis];
  const base = references.baseline[axis] + epsilon;
  const range = Math.max(ln(NARROWEST_RANGE), ln(base / (references.bestKnown[axis] + epsilon)));
  return Math.min(NORMALIZED_MAX, Math.max(NORMALIZED_MIN, ln(base / (cost + epsilon)) / range));
}
