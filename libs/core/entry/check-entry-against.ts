import type { Problem } from '#core/problem';
import type { Scenario } from '#core/scenario';
import type { Entry } from './entry.js';

/** What is wrong with running this entry on that scenario. */
export function checkEntryAgainst(_entry: Entry, _scenario: Pick<Scenario, 'applications'>): readonly Problem[] {
  return [];
}
