import type { Backoff } from '#core/cluster';

/** Wait after the n-th failure in a row, n from 1. */
export function backoffUs(rule: Backoff, failures: number): number {
  let wait = rule.firstUs;
  for (let i = 1; i < failures && wait < rule.maxUs; i++) wait *= rule.factor;
  return Math.min(Math.round(wait), Math.max(rule.maxUs, rule.firstUs));
}
