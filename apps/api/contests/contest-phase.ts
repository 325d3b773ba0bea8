import type { ContestRow } from '#io/store';

export type Phase = 'upcoming' | 'open' | 'frozen' | 'closed';

/** upcoming → open → frozen → closed; a contest without a date skips what the date would begin. */
export function phaseOf(contest: Pick<ContestRow, 'opensAt' | 'freezesAt' | 'closesAt'>, now: Date): Phase {
  if (contest.closesAt !== null && now >= contest.closesAt) return 'closed';
  if (contest.freezesAt !== null && now >= contest.freezesAt) return 'frozen';
  if (contest.opensAt !== null && now < contest.opensAt) return 'upcoming';
  return 'open';
}

/** While the board is frozen, what was handed in since stays with its team even where results are open to all. */
export function isOpenToAll(contest: Pick<ContestRow, 'opensAt' | 'freezesAt' | 'closesAt' | 'openRuns'>, submittedAt: Date, now: Date): boolean {
  if (!contest.openRuns) return false;
  return phaseOf(contest, now) !== 'frozen' || contest.freezesAt === null || submittedAt < contest.freezesAt;
}
