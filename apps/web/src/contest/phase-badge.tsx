import type { Contest, Phase } from '../api/model';
import { moment } from '../ui/format';

const WORDS: Readonly<Record<Phase, string>> = { upcoming: 'Upcoming', open: 'Open', frozen: 'Frozen', closed: 'Closed' };

export const PhaseBadge = ({ phase }: { readonly phase: Phase }) => <span className={`badge phase-${phase}`}>{WORDS[phase]}</span>;

export function phaseDates(contest: Contest): string {
  if (contest.phase === 'upcoming' && contest.opensAt !== null) return `opens ${moment(contest.opensAt)}`;
  if (contest.phase === 'closed') return contest.closesAt === null ? '' : `closed ${moment(contest.closesAt)}`;
  return contest.closesAt === null ? 'no closing date' : `closes ${moment(contest.closesAt)}`;
}
