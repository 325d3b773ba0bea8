import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unpackPath } from '#io/artifacts';
import type { ContestRow, Store } from '#io/store';
import type { Logger } from '#io/telemetry';
import { parsedScenario } from '../scenarios/parsed-scenario.js';
import type { EntryIntake } from '../submissions/entry-intake.js';
import { type ExampleEntry, exampleEntries } from './example-entries.js';

const SCENARIO = 'flash-crowd-zone-loss';
const EXAMPLES = 'examples';
const LOOK_MS = 500;

/** What opening the demo contest needs. */
export interface DemoParts {
  readonly store: Store;
  readonly intake: EntryIntake;
  readonly logger: Logger;
}

/** Opens the contest `demo` and hands in the reference entries, once: what is there from an earlier start stays. Null: there is no such contest. */
export async function openDemo(parts: DemoParts): Promise<ContestRow | null> {
  const { store, logger } = parts;
  const contest = (await store.contests.find('demo')) ?? (await createDemo(store, logger));
  if (contest === null) return null;
  for (const example of await exampleEntries(EXAMPLES)) await handIn(parts, contest, example);
  return contest;
}

/** Hands in the reference plugin as soon as a judge says that it can run one; says why not when the judges that are there cannot. */
export async function openDemoPlugin(parts: DemoParts, contest: ContestRow, signal: AbortSignal): Promise<void> {
  const { judges } = parts.store;
  while ((await judges.list()).length === 0) await sleep(LOOK_MS, undefined, { signal });
  let said = false;
  for (let why = await judges.whyNoPlugins(); why !== null; why = await judges.whyNoPlugins()) {
    if (!said) parts.logger.warn({ reason: why }, 'the demo contest has no plugin: they cannot be judged here');
    said = true;
    await sleep(LOOK_MS, undefined, { signal });
  }
  await handIn(parts, contest, { name: 'plugin best-fit', files: await unpackPath(join(EXAMPLES, 'plugins/best-fit')) });
}

async function handIn({ store, intake, logger }: DemoParts, contest: ContestRow, { name, files }: ExampleEntry): Promise<void> {
  if (!files.ok) return logger.error({ example: name, problems: files.problems.slice(0, 5) }, 'reference entry left out');
  const team = await store.teams.ensure(`reference: ${name}`);
  // The key makes every further start a repetition of the first.
  const taken = await intake.take({ contest, teamId: team.id, files: files.value, idempotencyKey: `reference-${contest.id}`, reference: true });
  if (!taken.ok) logger.error({ example: name, problems: taken.problems.slice(0, 5) }, 'reference entry left out');
  else if (taken.value.kind !== 'accepted') logger.debug({ example: name, kind: taken.value.kind }, 'reference entry is there');
}

async function createDemo(store: Store, logger: Logger) {
  const scenario = await store.scenarios.find(SCENARIO);
  if (scenario === null) {
    logger.error({ scenario: SCENARIO }, 'no demo contest: its scenario is not there');
    return null;
  }
  const created = await store.contests.create({
    slug: 'demo',
    title: 'Demo: a flash crowd while a zone is lost',
    description: 'Open to everybody: hand in how you would run the shop of this scenario, and see how it did.',
    opensAt: null,
    freezesAt: null,
    closesAt: null,
    divisions: ['kubernetes', 'swarm', 'mesos', 'scheduler'],
    submissionsPerDay: 100,
    openRuns: true,
    extraSeeds: { runs: 200, perScenario: 8, afterFreeze: false },
    scenarios: [{ digest: scenario.digest, weight: 1, seeds: parsedScenario(scenario).seeds }],
  });
  // Null: another process of this platform was faster.
  return created ?? store.contests.find('demo');
}
