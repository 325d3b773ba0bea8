import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { type LiveEvent, type LiveState, useLiveEvents } from '../api/live-events';
import { submissionsQuery } from '../api/queries';
import { useToken } from '../session/token';
import { merged, readNews, type UnderWay, underWayOf, withNews } from './under-way';

/** Bursts of events (a judge finishing many short runs) cost one refresh. */
const GATHER_MS = 150;

/** Keeps everything a contest page shows up to date while it is open. */
export function useContestEvents(contestId: string): { readonly live: LiveState; readonly underWay: readonly UnderWay[] } {
  const queries = useQueryClient();
  const token = useToken();
  const submissions = useQuery(submissionsQuery(contestId, token));
  const [heard, setHeard] = useState<readonly UnderWay[]>([]);
  const waiting = useRef(new Set<string>());

  const refresh = useCallback(
    (...keys: readonly string[]) => {
      if (waiting.current.size === 0)
        setTimeout(() => {
          for (const key of waiting.current) void queries.invalidateQueries({ queryKey: [key, contestId] });
          waiting.current.clear();
        }, GATHER_MS);
      for (const key of keys) waiting.current.add(key);
    },
    [queries, contestId],
  );

  const live = useLiveEvents(`/api/v1/contests/${encodeURIComponent(contestId)}/events`, (event: LiveEvent) => {
    if (event.kind === 'leaderboard') return refresh('leaderboard');
    if (event.kind === 'connected') return refresh('leaderboard', 'submissions', 'contest');
    const news = readNews(event.data);
    if (news !== null) setHeard((list) => withNews(list, news));
    refresh('submissions');
  });

  const items = submissions.data?.items ?? [];
  const finished = new Set(items.filter((one) => one.state !== 'judging').map((one) => one.id));
  return { live, underWay: merged(underWayOf(items), heard, finished) };
}
