import type { Store } from '#io/store';
import type { Logger } from '#io/telemetry';
import { parsedScenario } from '../scenarios/parsed-scenario.js';
import type { EntryIntake } from '../submissions/entry-intake.js';
import { exampleEntries } from './example-entries.js';

const SCENARIO = 'flash-crowd-zone-loss';
const EXAMPLES = 'examples';

/** Opens the contest `demo` and hands in the reference entries, once: what is there from an earlier start stays. */
export async function openDemo(store: Store, intake: EntryIntake, logger: Logger): Promise<void> {
  const contest = (await store.contests.find('demo')) ?? (await createDemo(store, logger));
  if (contest === null) return;
  for (const { name, files } of await exampleEntries(EXAMPLES)) {
    if (!files.ok) {
      logger.error({ example: name, problems: files.problems.slice(0, 5) }, 'reference entry left out');
      continue;
    }
    const team = await store.teams.ensure(`reference: ${name}`);
    // The key makes every further start a repetition of the first.
    const taken = await intake.take({ contest, teamId: team.id, files: files.value, idempotencyKey: `reference-${contest.id}`, reference: true });
    if (!taken.ok) logger.error({ example: name, problems: taken.problems.slice(0, 5) }, 'reference entry left out');
    else if (taken.value.kind !== 'accepted') logger.debug({ example: name, kind: taken.value.kind }, 'reference entry is there');
  }
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
