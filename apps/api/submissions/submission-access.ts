import { Inject, Injectable } from '@nestjs/common';
import type { ContestRow, Store, SubmissionRow } from '#io/store';
import type { Caller } from '../auth/caller.js';
import { demandFiles, demandResult, type Owned } from '../auth/may.js';
import { isOpenToAll } from '../contests/contest-phase.js';
import { notFound } from '../http/refusal.js';
import { STORE } from '../parts.js';

interface Place {
  readonly teamId: string;
  readonly contestId: string;
  readonly submittedAt: Date;
}
interface Found {
  readonly submission: SubmissionRow;
  readonly contest: ContestRow;
}

const PLACES_KEPT = 10_000;

/** The one way to a submission: what is asked for comes out only if the caller may see it. */
@Injectable()
export class SubmissionAccess {
  /** Whose a submission is never changes, and live events ask for it again and again. */
  private readonly places = new Map<string, Place>();

  constructor(@Inject(STORE) private readonly store: Store) {}

  async result(id: string, caller: Caller, what = 'submission'): Promise<Found> {
    const found = await this.find(id, what);
    demandResult(caller, ownedBy(placeOf(found.submission), found.contest), what);
    return found;
  }

  async files(id: string, caller: Caller, what = 'submission'): Promise<Found> {
    const found = await this.find(id, what);
    demandFiles(caller, ownedBy(placeOf(found.submission), found.contest), what);
    return found;
  }

  /** Undefined: there is no such submission. */
  async owned(id: string): Promise<Owned | undefined> {
    const place = this.places.get(id) ?? (await this.learn(id));
    const contest = place === undefined ? null : await this.store.contests.find(place.contestId);
    return place === undefined || contest === null ? undefined : ownedBy(place, contest);
  }

  private async find(id: string, what: string): Promise<Found> {
    const submission = await this.store.submissions.find(id);
    const contest = submission === null ? null : await this.store.contests.find(submission.contestId);
    if (submission === null || contest === null) throw notFound(what);
    return { submission, contest };
  }

  private async learn(id: string): Promise<Place | undefined> {
    const submission = await this.store.submissions.find(id);
    if (submission === null) return undefined;
    if (this.places.size >= PLACES_KEPT) this.places.clear();
    this.places.set(id, placeOf(submission));
    return placeOf(submission);
  }
}

const placeOf = (submission: SubmissionRow): Place => ({ teamId: submission.team.id, contestId: submission.contestId, submittedAt: submission.submittedAt });

const ownedBy = (place: Place, contest: ContestRow): Owned => ({ teamId: place.teamId, openRuns: isOpenToAll(contest, place.submittedAt, new Date()) });
