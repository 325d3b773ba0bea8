import { Inject, Injectable } from '@nestjs/common';
import type { Entry, EntryFile } from '#core/entry';
import { type Outcome, refused } from '#core/problem';
import type { Artifacts } from '#io/artifacts';
import type { Acceptance, ContestRow, ScenarioRow, Store } from '#io/store';
import { Refusal } from '../http/refusal.js';
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
    const rows = await this.scenariosOf(contest);
    // What a hidden scenario has, problems of an entry must not tell: it is met when it is judged.
    const outcome = readEntry(handing.files, contest.divisions, rows.filter((row) => row.revealed).map(parsedScenario));
    if (!outcome.ok) return refused(outcome.problems);
    await this.demandPluginJudge(outcome.value);
    await this.demandLiveJudge(rows, outcome.value);
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
        return row;
      }),
    );
  }

  /** Throws when the entry brings code and nobody can run it. Nothing is wrong with the entry. */
  private async demandPluginJudge({ division }: Entry): Promise<void> {
    const why = division === 'scheduler' ? await this.store.judges.whyNoPlugins() : null;
    if (why !== null) throw new Refusal('plugins-unavailable', noPlugins(why), { retryAfterSeconds: RETRY_S });
  }

  /** Throws when the contest judges on real containers and nobody can: an entry would wait without end. */
  private async demandLiveJudge(rows: readonly ScenarioRow[], { division }: Entry): Promise<void> {
    const live = rows.filter(({ world }) => world === 'live').map(({ id, revealed }) => (revealed ? `\`${id}\`` : 'a hidden scenario'));
    const why = live.length === 0 ? null : await this.store.judges.whyNoLive(division === 'scheduler');
    if (why !== null) throw new Refusal('live-unavailable', noLive(live.join(', '), why), { retryAfterSeconds: RETRY_S });
  }
}

/** Judges say what they can that often. */
const RETRY_S = 20;

const noPlugins = (why: string): string =>
  `Plugins cannot be judged here now: ${why}. An organizer runs \`regatta doctor\` on a judge's host, which says what to do; entries of the other divisions are judged as always.`;

const noLive = (scenarios: string, why: string): string =>
  `This contest judges ${scenarios} on real containers, and no judge can do that now: ${why}. An organizer runs \`regatta live doctor\` on a judge's host, which says what to do; simulated contests are judged as always.`;
