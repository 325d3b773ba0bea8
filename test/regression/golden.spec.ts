import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CHEATS, goldenDifferences, type GoldenRecords, goldenRecords, measureCheat } from '#core/reference';
import { parseScenario, type Scenario } from '#core/scenario';
import { scoreRun } from '#core/scoring';

/** A minute of CPU and more; a busy machine takes several times that. */
jest.setTimeout(600_000);

const root = resolve(__dirname, '..', '..', 'scenarios');
const families = readdirSync(root).filter((id) => existsSync(join(root, id, 'golden', 'records.json')));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function scenarioOf(id: string): Scenario {
  const outcome = parseScenario(readFileSync(join(root, id, 'scenario.yaml'), 'utf8'), `${id}/scenario.yaml`);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

it('every family that is scored has golden records', () => {
  const scored = readdirSync(root).filter((id) => existsSync(join(root, id, 'references.json')));
  expect(families).toEqual(scored);
  expect(families.length).toBeGreaterThanOrEqual(8);
});

describe.each(families)('%s', (id) => {
  const scenario = scenarioOf(id);
  const golden = JSON.parse(readFileSync(join(root, id, 'golden', 'records.json'), 'utf8')) as GoldenRecords;
  const seeds = [...new Set(golden.runs.map((run) => run.seed))];

  // When this fails on purpose: regatta scenario golden scenarios/*/ --write, and look at what it says.
  it('reference entries do what their golden records say', () => expect(goldenDifferences(golden, goldenRecords(scenario, seeds))).toEqual([]));

  it('has references that were found for what it is now', () => {
    const found = JSON.parse(readFileSync(join(root, id, 'references.json'), 'utf8')) as { replayDigest: string; baseline: object; bestKnown: object };
    expect(found.replayDigest).toBe(scenario.replayDigest);
    expect({ baseline: found.baseline, bestKnown: found.bestKnown }).toEqual(scenario.scoring.references);
  });

  it('scores every built-in cheat below the baseline', () => {
    const baseline = mean(golden.runs.filter((run) => run.entry === 'defaults').map((run) => run.score ?? 0));
    for (const cheat of CHEATS) {
      const score = mean(seeds.map((seed) => scoreRun(measureCheat(scenario, cheat, seed), scenario).score ?? 0));
      expect([cheat.name, score < baseline, `${score} against ${baseline}`]).toEqual([cheat.name, true, expect.anything()]);
    }
  });
});
