import { Inject, Injectable } from '@nestjs/common';
import type { EntryFile } from '#core/entry';
import type { Artifacts } from '#io/artifacts';
import type { ContestRow, Store } from '#io/store';
import { type Caller, isOrganizer } from '../auth/caller.js';
import { curtainOf } from '../contests/hidden-scenarios.js';
import { Cursors } from '../http/cursor.js';
import { Refusal } from '../http/refusal.js';
import { ARTIFACTS, STORE } from '../parts.js';
import { SubmissionAccess } from './submission-access.js';
import type { SubmissionListQuery, SubmissionView } from './submission-dto.js';
import { submissionViewOf } from './submission-view.js';

@Injectable()
export class SubmissionReader {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(ARTIFACTS) private readonly artifacts: Artifacts,
    private readonly access: SubmissionAccess,
    private readonly cursors: Cursors,
  ) {}

  async read(id: string, caller: Caller): Promise<SubmissionView> {
    const { submission, contest } = await this.access.result(id, caller);
    return submissionViewOf(submission, curtainOf(contest, caller));
  }

  async list(query: SubmissionListQuery, caller: Caller) {
    const teamId = listedTeam(query.team, caller);
    const contestId = query.contest === undefined ? null : ((await this.store.contests.find(query.contest))?.id ?? null);
    if (query.contest !== undefined && contestId === null) return { items: [], nextCursor: null };
    const list = `submissions ${teamId} ${contestId}`;
    const page = await this.store.submissions.list({ contestId, teamId }, this.cursors.read(list, query));
    const contests = await this.contestsOf(page.items.map((row) => row.contestId));
    return this.cursors.write(list, page, (row) => submissionViewOf(row, curtainOf(contests.get(row.contestId) as ContestRow, caller)));
  }

  async entry(id: string, caller: Caller) {
    const { submission } = await this.access.files(id, caller);
    const artifact = await this.artifacts.get(submission.entryDigest);
    if (artifact === null) throw new Error(`the entry ${submission.entryDigest} of submission ${id} is not among the artifacts`);
    const files = JSON.parse(artifact.bytes.toString('utf8')) as EntryFile[];
    return { digest: submission.entryDigest, division: submission.division, files };
  }

  private async contestsOf(ids: readonly string[]): Promise<ReadonlyMap<string, ContestRow>> {
    const rows = await Promise.all([...new Set(ids)].map((id) => this.store.contests.find(id)));
    return new Map(rows.flatMap((row) => (row === null ? [] : [[row.id, row] as const])));
  }
}

/** Null: of all teams, which is for organizers. */
function listedTeam(wanted: string | undefined, caller: Caller): string | null {
  if (isOrganizer(caller)) return wanted ?? null;
  if (caller.team === null) throw new Refusal('no-team', 'The token belongs to no team, so there are no submissions of its own.');
  if (wanted !== undefined && wanted !== caller.team.id) throw new Refusal('forbidden', 'The submissions of other teams are listed for organizers only.');
  return caller.team.id;
}
