import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SCORING_VERSION } from '#core/scoring';
import type { Board, BoardView, ContestRow, RunWorld, Store } from '#io/store';
import { type Caller, isOrganizer } from '../auth/caller.js';
import { phaseOf } from '../contests/contest-phase.js';
import { curtainOf } from '../contests/hidden-scenarios.js';
import { ContestService } from '../contests/contest-service.js';
import { Cursors } from '../http/cursor.js';
import { EventHub } from '../live/event-hub.js';
import { STORE } from '../parts.js';
import type { LeaderboardQuery, LeaderboardView } from './leaderboard-dto.js';

/** One page of a board, as it is sent. */
export interface BoardPage {
  readonly etag: string;
  readonly body: Buffer;
}

/** A board as it was read, with the pages that somebody asked for. */
interface Snapshot {
  readonly digest: string | null;
  readonly head: Omit<LeaderboardView, 'standings' | 'nextCursor'>;
  readonly standings: Board['standings'];
  readonly pages: Map<string, BoardPage>;
}
interface Kept {
  readonly until: number;
  readonly snapshot: Promise<Snapshot>;
}

/** Longest that a lost notification, or a contest that freezes, goes unnoticed. */
const KEPT_MS = 1_000;
const KEPT_BOARDS = 500;
const KEPT_PAGES = 200;

/**
 * Pages of boards as bytes, ready to send. However many people press reload, the database is asked once a second for
 * each board whether it changed, or when the feed says so; only one that did is read.
 */
@Injectable()
export class LeaderboardService implements OnApplicationBootstrap {
  private readonly kept = new Map<string, Kept>();
  private readonly last = new Map<string, Snapshot>();

  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly contests: ContestService,
    private readonly hub: EventHub,
    private readonly cursors: Cursors,
  ) {}

  onApplicationBootstrap(): void {
    this.hub.on('*', (event) => {
      if (event.kind === 'leaderboard') this.kept.clear();
    });
  }

  async read(idOrSlug: string, query: LeaderboardQuery, caller: Caller): Promise<BoardPage> {
    const snapshot = await this.snapshot(idOrSlug, caller, query.world);
    const key = `${query.limit} ${query.cursor ?? ''}`;
    const known = snapshot.pages.get(key);
    if (known !== undefined) return known;
    const page = this.pageOf(snapshot, query);
    if (snapshot.pages.size >= KEPT_PAGES) snapshot.pages.clear();
    snapshot.pages.set(key, page);
    return page;
  }

  private snapshot(idOrSlug: string, caller: Caller, world: RunWorld): Promise<Snapshot> {
    const key = `${isOrganizer(caller)} ${world} ${idOrSlug}`;
    const kept = this.kept.get(key);
    if (kept !== undefined && kept.until > Date.now()) return kept.snapshot;
    const snapshot = this.make(idOrSlug, caller, world);
    if (this.kept.size >= KEPT_BOARDS) this.kept.clear();
    this.kept.set(key, { until: Date.now() + KEPT_MS, snapshot });
    snapshot.catch(() => this.kept.delete(key));
    return snapshot;
  }

  private async make(idOrSlug: string, caller: Caller, world: RunWorld): Promise<Snapshot> {
    const contest = await this.contests.find(idOrSlug);
    const phase = phaseOf(contest, new Date());
    const shown = isOrganizer(caller) || phase === 'closed' ? 'full' : 'public';
    const frozen = phase === 'frozen' && shown === 'public';
    const view: BoardView = world === 'live' ? `${shown}-live` : shown;
    const names = namesOf(contest, caller);
    const key = `${contest.id} ${view} ${frozen} ${[...names.values()].join(' ')}`;
    const last = this.last.get(key);
    const digest = await this.store.standings.digest(contest.id, view);
    if (last !== undefined && last.digest === digest) return last;
    const board = await this.store.standings.read(contest.id, view);
    const snapshot = {
      digest: board?.digest ?? null,
      head: headOf(contest, board, world, frozen),
      standings: renamed(board?.standings ?? [], names),
      pages: new Map(),
    };
    if (this.last.size >= KEPT_BOARDS) this.last.clear();
    this.last.set(key, snapshot);
    return snapshot;
  }

  private pageOf({ head, standings }: Snapshot, query: LeaderboardQuery): BoardPage {
    const { limit, after } = this.cursors.read('leaderboard', query);
    const from = after === null ? 0 : Number(after);
    const end = from + limit;
    const items = standings.slice(from, end);
    const page = this.cursors.write('leaderboard', { items, nextCursor: end < standings.length ? String(end) : null }, (row) => row);
    const body = Buffer.from(JSON.stringify({ ...head, standings: page.items, nextCursor: page.nextCursor }));
    return { etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`, body };
  }
}

function headOf(contest: ContestRow, board: Board | null, world: RunWorld, frozen: boolean): Snapshot['head'] {
  return {
    contestId: contest.id,
    world,
    scoringVersion: board?.scoringVersion ?? SCORING_VERSION,
    generatedAt: (board?.generatedAt ?? contest.createdAt).toISOString(),
    frozen,
    total: board?.standings.length ?? 0,
  };
}

/** What scenarios are called on this board: hidden ones are not called by their names. */
function namesOf(contest: ContestRow, caller: Caller): ReadonlyMap<string, string> {
  const curtain = curtainOf(contest, caller);
  return new Map(contest.scenarios.map(({ scenarioId }) => [scenarioId, curtain.nameOf(scenarioId)]));
}

const renamed = (standings: Board['standings'], names: ReadonlyMap<string, string>): Board['standings'] =>
  [...names].every(([id, name]) => id === name)
    ? standings
    : standings.map((row) => ({ ...row, scenarios: row.scenarios.map((one) => ({ ...one, scenarioId: names.get(one.scenarioId) ?? one.scenarioId })) }));
