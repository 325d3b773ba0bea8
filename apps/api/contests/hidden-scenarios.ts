import type { ContestRow } from '#io/store';
import { type Caller, isOrganizer } from '../auth/caller.js';
import { phaseOf } from './contest-phase.js';

/** Seeds and records of a hidden scenario tell what it is: until the contest is closed they stay with the organizers. */
export function showsScenario(contest: ContestRow, caller: Caller): (scenarioId: string) => boolean {
  const all = isOrganizer(caller) || phaseOf(contest, new Date()) === 'closed';
  const shown = new Set(contest.scenarios.filter((one) => all || one.visibility === 'public').map((one) => one.scenarioId));
  return (scenarioId) => shown.has(scenarioId);
}
