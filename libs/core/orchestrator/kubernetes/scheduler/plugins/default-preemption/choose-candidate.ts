import type { Candidate } from '../../cycle/placement.js';
import { startOf } from './start-time.js';

/** Makes priorities positive, so that two victims always weigh more than one of them. */
const OFFSET = 2 ** 31;

function earliestImportantStart({ victims }: Candidate): number {
  const highest = Math.max(...victims.map((v) => v.traits.priority));
  return Math.min(...victims.filter((v) => v.traits.priority === highest).map(startOf));
}

/** Each rule keeps the candidates with the least; the next one decides among them. */
const RULES: readonly ((c: Candidate) => number)[] = [
  (c) => c.budgetViolations,
  (c) => Math.max(...c.victims.map((v) => v.traits.priority)),
  (c) => c.victims.reduce((sum, v) => sum + v.traits.priority + OFFSET, 0),
  (c) => c.victims.length,
  (c) => -earliestImportantStart(c),
];

/** The least harmful candidates; no rule tells them apart. */
export function leastHarmful(candidates: readonly Candidate[]): readonly Candidate[] {
  let left = candidates;
  for (const rule of RULES) {
    if (left.length < 2) return left;
    const values = left.map(rule);
    const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    left = left.filter((_, i) => values[i] === least);
  }
  return left;
}
