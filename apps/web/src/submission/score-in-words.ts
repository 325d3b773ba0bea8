import type { RunSummary, Submission } from '../api/model';

/** What the number at the head of a submission is, and where there is none, why. The two worlds are never one number. */
export function scoreInWords({ score, state, runs }: Pick<Submission, 'score' | 'state' | 'runs'>): string {
  const counted = runs.filter((run) => !run.extra);
  const hasLive = counted.some(isLive);
  const hasSimulated = counted.some((run) => !isLive(run));
  if (score !== null) {
    if (!hasLive) return 'points; 0 is the baseline, 100 the best known';
    const onContainers = 'points on real containers; 0 is the baseline replayed beside it, 100 five bands better in everything';
    if (!hasSimulated) return onContainers;
    const isSimulated = counted.some((run) => !isLive(run) && run.score !== null);
    return isSimulated
      ? 'points, simulated; 0 is the baseline, 100 the best known. Runs on real containers have a board of their own'
      : `${onContainers}. Simulated there are costs and no points: nothing was frozen to compare them with`;
  }
  if (state === 'judging') return 'no score yet';
  return state === 'scored' ? 'no score: nothing was frozen to compare its costs with' : 'no score: the platform could not judge it';
}

const isLive = ({ world }: Pick<RunSummary, 'world'>): boolean => world === 'live';
