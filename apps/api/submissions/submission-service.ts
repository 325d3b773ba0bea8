import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Problem } from '#core/problem';
import { unpackEntry } from '#io/artifacts';
import type { Acceptance, ContestRow, SubmissionRow } from '#io/store';
import type { Caller } from '../auth/caller.js';
import { phaseOf } from '../contests/contest-phase.js';
import { ContestService } from '../contests/contest-service.js';
import { curtainOf } from '../contests/hidden-scenarios.js';
import { readUpload } from '../http/read-upload.js';
import { notFound, Refusal } from '../http/refusal.js';
import { RequestMetrics } from '../metrics/request-metrics.js';
import { EntryIntake } from './entry-intake.js';
import type { SubmissionView } from './submission-dto.js';
import { submissionViewOf } from './submission-view.js';

@Injectable()
export class SubmissionService {
  constructor(
    private readonly contests: ContestService,
    private readonly intake: EntryIntake,
    private readonly metrics: RequestMetrics,
  ) {}

  /** What can be refused without the upload is refused before a byte of it is read. */
  async submit(idOrSlug: string, caller: Caller, request: Request, response: Response): Promise<{ submission: SubmissionView }> {
    const contest = await this.contests.find(idOrSlug);
    if (caller.team === null) throw new Refusal('no-team', 'Only a team can hand in an entry, and the token belongs to none.');
    demandOpen(contest);
    const idempotencyKey = keyOf(request);
    const { name, bytes } = await readUpload(request);
    const unpacked = await unpackEntry(name, bytes);
    if (!unpacked.ok) throw this.rejected(unpacked.problems);
    const taken = await this.intake.take({ contest, teamId: caller.team.id, files: unpacked.value, idempotencyKey, reference: false });
    if (!taken.ok) throw this.rejected(taken.problems);
    const submission = acceptedOf(taken.value);
    this.metrics.submissions.inc({ outcome: taken.value.kind });
    if (taken.value.kind === 'repeated') response.setHeader('Idempotency-Replayed', 'true');
    response.setHeader('Location', `/api/v1/submissions/${submission.id}`);
    return { submission: submissionViewOf(submission, curtainOf(contest, caller)) };
  }

  private rejected(problems: readonly Problem[]): Refusal {
    this.metrics.submissions.inc({ outcome: 'rejected' });
    const errors = problems.filter((problem) => problem.severity === 'error').length;
    return new Refusal('entry-rejected', `${errors} ${errors === 1 ? 'problem' : 'problems'}; \`problems\` says where and what to write instead.`, {
      problems,
    });
  }
}

function demandOpen(contest: ContestRow): void {
  const phase = phaseOf(contest, new Date());
  if (phase === 'upcoming') throw new Refusal('contest-not-open', `Entries are taken from ${contest.opensAt?.toISOString() ?? 'later'} on.`);
  if (phase === 'closed') throw closed();
}

const closed = () => new Refusal('contest-closed', 'The contest takes no entries any more.');

function acceptedOf(acceptance: Acceptance): SubmissionRow {
  switch (acceptance.kind) {
    case 'accepted':
    case 'repeated':
      return acceptance.submission;
    case 'key-reused':
      throw new Refusal('idempotency-key-reused', 'This key came with another entry before. Use a new key for a new entry.');
    case 'contest-not-found':
      throw notFound('contest');
    case 'contest-closed':
      throw closed();
    case 'quota-exceeded': {
      const retryAfterSeconds = Math.max(1, Math.ceil((acceptance.resetsAt.getTime() - Date.now()) / 1000));
      throw new Refusal('quota-exceeded', `A team may hand in ${acceptance.limit} entries a day; more from ${acceptance.resetsAt.toISOString()} on.`, {
        retryAfterSeconds,
      });
    }
  }
}

function keyOf(request: Request): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,128}$/.test(key))
    throw new Refusal('invalid-idempotency-key', 'A key has 1 to 128 visible ASCII characters.');
  return key;
}
