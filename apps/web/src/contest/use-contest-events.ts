import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { type LiveEvent, type LiveState, useLiveEvents } from '../api/live-events';
import { submissionQuery, submissionsQuery } from '../api/queries';
import { useToken } from '../session/token';
import { subjectOf, type UnderWay, underWayOf } from './under-way';

/** Bursts of events (a judge finishing many short runs) cost one refresh. */
const GATHER_MS = 150;
/** Submissions of other teams that are followed at once. */
const MOST_FOLLOWED = 24;

/** Keeps everything a contest page shows up to date while it is open. */
export function useContestEvents(contestId: string): { readonly live: LiveState; readonly underWay: readonly UnderWay[] } {
  const refresh = useGatheredRefresh();
  const token = useToken();
  const listed = useQuery(submissionsQuery(contestId, token)).data?.items ?? [];
  const [heard, setHeard] = useState<readonly string[]>([]);

  const live = useLiveEvents(`/api/v1/contests/${encodeURIComponent(contestId)}/events`, (event: LiveEvent) => {
    if (event.kind === 'connected') return refresh(['leaderboard', contestId], ['submissions', contestId], ['contest', contestId], ['submission']);
    if (event.kind === 'leaderboard') refresh(['leaderboard', contestId]);
    refresh(['submissions', contestId]);
    const subject = subjectOf(event.data);
    if (subject === null) return;
    refresh(['submission', subject]);
    setHeard((ids) => [...ids.filter((id) => id !== subject), subject].slice(-MOST_FOLLOWED));
  });

  // The list holds the own submissions only; others are asked for one by one as the stream names them, and refused where the contest keeps them closed.
  const known = new Set(listed.map((submission) => submission.id));
  const others = useQueries({ queries: heard.filter((id) => !known.has(id)).map((id) => submissionQuery(id)) });
  return { live, underWay: underWayOf([...listed, ...others.flatMap((other) => other.data ?? [])]) };
}

type Key = readonly [string, string?];

function useGatheredRefresh(): (...keys: readonly Key[]) => void {
  const queries = useQueryClient();
  const waiting = useRef(new Map<string, Key>());
  return useCallback(
    (...keys) => {
      if (waiting.current.size === 0)
        setTimeout(() => {
          for (const queryKey of waiting.current.values()) void queries.invalidateQueries({ queryKey });
          waiting.current.clear();
        }, GATHER_MS);
      for (const key of keys) waiting.current.set(key.join('/'), key);
    },
    [queries],
  );
}
