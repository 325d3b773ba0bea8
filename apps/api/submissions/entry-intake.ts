import { Inject, Injectable } from '@nestjs/common';
import type { EntryFile } from '#core/entry';
import { type Outcome, refused } from '#core/problem';
import type { Artifacts } from '#io/artifacts';
import type { Acceptance, ContestRow, Store } from '#io/store';
import { ARTIFACTS, STORE } from '../parts.js';
import { parsedScenario } from '../scenarios/parsed-scenario.js';
import { readEntry } from './read-entry.js';

export interface Handing {
  readonly contest: ContestRow;
  readonly teamId: string;
  readonly files: readonly EntryFile[];
  readonly idempotencyKey: string | null;
  readonly reference: boolean;
}

/** The way of an entry into the platform, whoever hands it in: read, checked against the contest, kept, accepted. */
@Injectable()
export class EntryIntake {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(ARTIFACTS) private readonly artifacts: Artifacts,
  ) {}

  async take(handing: Handing): Promise<Outcome<Acceptance>> {
    const { contest, teamId, idempotencyKey, reference } = handing;
    const outcome = readEntry(handing.files, contest.divisions, await this.scenariosOf(contest));
    if (!outcome.ok) return refused(outcome.problems);
    const { digest, division, files } = outcome.value;
    await this.artifacts.put(digest, 'application/json', Buffer.from(JSON.stringify(files.map(({ path, text }) => ({ path, text })))));
    const warnings = outcome.warnings;
    const value = await this.store.submissions.accept({ contestId: contest.id, teamId, entryDigest: digest, division, warnings, idempotencyKey, reference });
    return { ok: true, value, warnings };
  }

  private scenariosOf(contest: ContestRow) {
    return Promise.all(
      contest.scenarios.map(async ({ digest }) => {
        const row = await this.store.scenarios.findVersion(digest);
        if (row === null) throw new Error(`the contest ${contest.id} judges with a scenario that is not there: ${digest}`);
        return parsedScenario(row);
      }),
    );
  }
}
