import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SCORING_VERSION } from '#core/scoring';
import type { Board, BoardView, ContestRow, Store } from '#io/store';
import { type Caller, isOrganizer } from '../auth/caller.js';
import { phaseOf } from '../contests/contest-phase.js';
import { ContestService } from '../contests/contest-service.js';
import { EventHub } from '../live/event-hub.js';
import { STORE } from '../parts.js';
import type { LeaderboardView } from './leaderboard-dto.js';

export interface Snapshot {
  readonly etag: string;
  readonly body: Buffer;
}
interface Kept {
  readonly until: number;
  readonly snapshot: Promise<Snapshot>;
}

/** Longest that a lost notification, or a contest that freezes, goes unnoticed. */
const KEPT_MS = 1_000;
const KEPT_BOARDS = 500;

/**
 * Boards as bytes, ready to send. However many people press reload, the database is asked once a second for each
 * board, or when the feed says that it changed.
 */
@Injectable()
export class LeaderboardService implements OnApplicationBootstrap {
  private readonly kept = new Map<string, Kept>();

  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly contests: ContestService,
    private readonly hub: EventHub,
  ) {}

  onApplicationBootstrap(): void {
    this.hub.on('*', (event) => {
      if (event.kind === 'leaderboard') this.kept.clear();
    });
  }

  read(idOrSlug: string, caller: Caller): Promise<Snapshot> {
    const organizer = isOrganizer(caller);
    const key = `${organizer} ${idOrSlug}`;
    const kept = this.kept.get(key);
    if (kept !== undefined && kept.until > Date.now()) return kept.snapshot;
    const snapshot = this.make(idOrSlug, organizer);
    if (this.kept.size >= KEPT_BOARDS) this.kept.clear();
    this.kept.set(key, { until: Date.now() + KEPT_MS, snapshot });
    snapshot.catch(() => this.kept.delete(key));
    return snapshot;
  }

  private async make(idOrSlug: string, organizer: boolean): Promise<Snapshot> {
    const contest = await this.contests.find(idOrSlug);
    const phase = phaseOf(contest, new Date());
    const view: BoardView = organizer || phase === 'closed' ? 'full' : 'public';
    const board = await this.store.standings.read(contest.id, view);
    const frozen = phase === 'frozen' && view === 'public';
    const body = Buffer.from(JSON.stringify(viewOf(contest, board, frozen)));
    return { etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`, body };
  }
}

function viewOf(contest: ContestRow, board: Board | null, frozen: boolean): LeaderboardView {
  return {
    contestId: contest.id,
    scoringVersion: board?.scoringVersion ?? SCORING_VERSION,
    generatedAt: (board?.generatedAt ?? contest.createdAt).toISOString(),
    frozen,
    standings: (board?.standings ?? []).map((row) => ({ ...row, team: { ...row.team }, scenarios: row.scenarios.map((one) => ({ ...one })) })),
  };
}
