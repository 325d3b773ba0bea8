import { Inject, Injectable } from '@nestjs/common';
import type { Entry, EntryFile } from '#core/entry';
import { type Outcome, type Problem, refused } from '#core/problem';
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
    const refusal = outcome.value.division === 'scheduler' ? await this.store.judges.whyNoPlugins() : null;
    if (refusal !== null) return refused([noPlugins(outcome.value, refusal)]);
    const { digest, division, files } = outcome.value;
    await this.artifacts.put(digest, 'application/json', Buffer.from(JSON.stringify(files)));
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

/** Nothing is wrong with the entry: nobody here can run it. */
const noPlugins = ({ files }: Entry, why: string): Problem => ({
  code: 'plugins-unavailable',
  severity: 'error',
  message: `plugins cannot be judged here now: ${why}`,
  hint: 'an organizer runs `regatta doctor` on a judge, which says what to do; entries of the other divisions are judged as always',
  file: files.find(({ path }) => /regatta\.ya?ml$/.test(path))?.path ?? '',
  line: 1,
  column: 1,
});
