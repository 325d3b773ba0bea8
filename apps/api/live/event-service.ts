import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ContestRow, FeedEvent, Store } from '#io/store';
import type { Caller } from '../auth/caller.js';
import { mayReadResult } from '../auth/may.js';
import { ContestService } from '../contests/contest-service.js';
import { type Curtain, curtainOf } from '../contests/hidden-scenarios.js';
import { Refusal } from '../http/refusal.js';
import { RequestMetrics } from '../metrics/request-metrics.js';
import { STORE } from '../parts.js';
import { SubmissionAccess } from '../submissions/submission-access.js';
import { EventHub } from './event-hub.js';
import { type EventSource, streamEvents } from './event-stream.js';

const MAX_STREAMS = 2_000;

@Injectable()
export class EventService {
  private open = 0;

  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly contests: ContestService,
    private readonly access: SubmissionAccess,
    private readonly hub: EventHub,
    private readonly metrics: RequestMetrics,
  ) {}

  async followContest(idOrSlug: string, caller: Caller, request: Request, response: Response): Promise<void> {
    const contest = await this.contests.find(idOrSlug);
    await this.stream(contest, caller, request, response, (event) => this.visible(event, caller));
  }

  async followSubmission(id: string, caller: Caller, request: Request, response: Response): Promise<void> {
    const { submission, contest } = await this.access.result(id, caller);
    await this.stream(contest, caller, request, response, (event) => Promise.resolve(event.submissionId === submission.id));
  }

  /** What is about a submission is for those who may read its result; the rest is for everybody. */
  private async visible(event: FeedEvent, caller: Caller): Promise<boolean> {
    if (event.submissionId === null) return true;
    const owned = await this.access.owned(event.submissionId);
    return owned !== undefined && mayReadResult(caller, owned);
  }

  private async stream(
    contest: ContestRow,
    caller: Caller,
    request: Request,
    response: Response,
    visible: (event: FeedEvent) => Promise<boolean>,
  ): Promise<void> {
    if (this.open >= MAX_STREAMS) throw new Refusal('too-many-streams', 'Try again later, or read the page without live updates.', { retryAfterSeconds: 30 });
    const source: EventSource = {
      head: async () => String(await this.store.feed.lastId()),
      readAfter: async (id, limit) => {
        const events = await this.store.feed.readAfter(contest.id, Number(id), limit);
        if (events.length === 0) return [];
        // Read again: a hidden scenario may have been revealed since the stream began.
        const curtain = curtainOf(await this.contests.find(contest.id), caller);
        return Promise.all(
          events.map(async (event) => ({ id: String(event.id), kind: event.kind, data: dataOf(event, curtain), visible: await visible(event) })),
        );
      },
      onNews: (wake) => this.hub.on(contest.id, wake),
    };
    const stop = this.hub.onClose(() => response.end(() => response.destroy()));
    this.open += 1;
    this.metrics.streams.inc();
    try {
      await streamEvents(request, response, source);
    } finally {
      this.open -= 1;
      this.metrics.streams.dec();
      stop();
    }
  }
}

const dataOf = (event: FeedEvent, curtain: Curtain) => ({
  ...behind(event.payload, curtain),
  contestId: event.contestId,
  submissionId: event.submissionId,
  at: event.at.toISOString(),
});

/** A payload as the reader may see it. */
function behind(payload: FeedEvent['payload'], curtain: Curtain): FeedEvent['payload'] {
  const { scenarioId } = payload;
  if (typeof scenarioId !== 'string' || curtain.shows(scenarioId)) return payload;
  return { ...payload, scenarioId: curtain.nameOf(scenarioId), seed: null };
}
