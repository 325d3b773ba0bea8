import type { ContestRow } from '#io/store';
import { type Caller, isOrganizer } from '../auth/caller.js';

/** What a caller may know of the scenarios of a contest. */
export interface Curtain {
  /** Whether names, seeds, measurements and records of this scenario may be shown. */
  shows(scenarioId: string): boolean;
  /** The scenario's id, or what stands for it while it is hidden. */
  nameOf(scenarioId: string): string;
}

/** Told of a hidden scenario: a piece of its commitment, which is public and says nothing. */
const ALIAS_DIGITS = 12;

/**
 * Behind it are hidden scenarios, until they are revealed: id and seeds, what was measured, why a run failed and its record would all tell
 * what they are. Scores are shown. Organizers look behind it.
 */
export function curtainOf(contest: Pick<ContestRow, 'scenarios'>, caller: Caller): Curtain {
  const hidden = isOrganizer(caller) ? [] : contest.scenarios.filter((one) => !one.revealed);
  const aliases = new Map(hidden.map((one) => [one.scenarioId, aliasOf(one.commitment)]));
  return { shows: (id) => !aliases.has(id), nameOf: (id) => aliases.get(id) ?? id };
}

const aliasOf = (commitment: string): string => `hidden-${commitment.slice(0, ALIAS_DIGITS)}`;
