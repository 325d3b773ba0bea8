import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client';
import type { World } from './model';

/** One description per read, shared by pages, prefetching and live invalidation. */
export const contestsQuery = () => queryOptions({ queryKey: ['contests'], queryFn: () => dataOf(client.GET('/api/v1/contests')) });

export const contestQuery = (id: string) =>
  queryOptions({ queryKey: ['contest', id], queryFn: () => dataOf(client.GET('/api/v1/contests/{id}', { params: { path: { id } } })) });

/** Page by page: a large contest has thousands of rows, and people look at the first hundred. */
export const leaderboardQuery = (id: string, world: World = 'simulated') =>
  infiniteQueryOptions({
    queryKey: ['leaderboard', id, world],
    queryFn: ({ pageParam }) =>
      dataOf(
        client.GET('/api/v1/contests/{id}/leaderboard', { params: { path: { id }, query: { world, ...(pageParam === null ? {} : { cursor: pageParam }) } } }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    select: ({ pages }) => ({ ...(pages[0] as (typeof pages)[number]), standings: pages.flatMap((page) => page.standings) }),
  });

/** What the bearer may see: the own team's, or all for an organizer. */
export const submissionsQuery = (contest: string, token: string | null) =>
  queryOptions({
    queryKey: ['submissions', contest, token],
    queryFn: () => dataOf(client.GET('/api/v1/submissions', { params: { query: { contest } } })),
    enabled: token !== null,
  });

export const submissionQuery = (id: string) =>
  queryOptions({ queryKey: ['submission', id], queryFn: () => dataOf(client.GET('/api/v1/submissions/{id}', { params: { path: { id } } })) });

export const runQuery = (id: string) =>
  queryOptions({ queryKey: ['run', id], queryFn: () => dataOf(client.GET('/api/v1/runs/{id}', { params: { path: { id } } })) });

export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ['timeline', id],
    queryFn: async () => (await dataOf(client.GET('/api/v1/runs/{id}/timeline', { params: { path: { id } } }))).timeline,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const scenarioQuery = (id: string) =>
  queryOptions({
    queryKey: ['scenario', id],
    queryFn: () => dataOf(client.GET('/api/v1/scenarios/{id}', { params: { path: { id } } })),
    staleTime: 300_000,
  });

export const meQuery = (token: string | null) =>
  queryOptions({ queryKey: ['me', token], queryFn: () => dataOf(client.GET('/api/v1/me')), enabled: token !== null, staleTime: 60_000 });
