import { ln } from '#core/random';
import { type Axis, NORMALIZED_MAX, NORMALIZED_MIN, RESOLUTION, type References } from './scoring-rules.js';

/**
 * Places a cost between the two references: 0 is the baseline, 1 the best known. Logarithmic, so that halving a cost is
 * worth the same everywhere and the mean over scenarios is a geometric mean of ratios. An axis on which the references
 * cannot be told apart says nothing and is 0.
 */
export function normalizeCost(axis: Axis, cost: number, references: References): number {
  const epsilon = RESOLUTION[axis];
  const base = references.baseline[axis] + epsilon;
  const range = ln(base / (references.bestKnown[axis] + epsilon));
  if (range < 1e-9) return 0;
  return Math.min(NORMALIZED_MAX, Math.max(NORMALIZED_MIN, ln(base / (cost + epsilon)) / range));
}
