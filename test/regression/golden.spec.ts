import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALIKE, type FoundReferences, goldenDifferences, type GoldenRecords, goldenRecords, LEAST_DIFFERENCE, redundancyOf } from '#core/reference';
import { AXES, normalizeCost, type References } from '#core/scoring';
import { isLongForm } from '../long-form.js';
import { goldenFamilies, goldenOf, SCENARIOS, scenarioOf } from './golden-families.js';

/** A minute of CPU and more; a busy machine takes several times that. */
jest.setTimeout(600_000);

const families = goldenFamilies();

const referencesOf = (id: string) => JSON.parse(readFileSync(join(SCENARIOS, id, 'references.json'), 'utf8')) as FoundReferences;

it('every family that is scored has golden records', () => {
  const scored = readdirSync(SCENARIOS).filter((id) => existsSync(join(SCENARIOS, id, 'references.json')));
  expect(families).toEqual(scored);
  expect(families.length).toBeGreaterThanOrEqual(8);
});

describe.each(families)('%s', (id) => {
  const scenario = scenarioOf(id);
  const kept = goldenOf(id);
  const seeds = [...new Set(kept.runs.map((run) => run.seed))].slice(0, isLongForm ? Number.POSITIVE_INFINITY : 1);
  const golden: GoldenRecords = { ...kept, runs: kept.runs.filter((run) => seeds.includes(run.seed)) };

  // When this fails on purpose: regatta scenario golden scenarios/*/ --write, and look at what it says.
  it('reference entries do what their golden records say', () => expect(goldenDifferences(golden, goldenRecords(scenario, seeds))).toEqual([]));

  it('has references that were found for what it is now', () => {
    const found = referencesOf(id);
    expect(found.replayDigest).toBe(scenario.replayDigest);
    expect({ baseline: found.baseline, bestKnown: found.bestKnown }).toEqual(scenario.scoring.references);
  });

  it('tells better reference entries from the baseline, and asks what no other family asks', () => {
    const scoresOf = (family: string): Readonly<Record<string, number>> => ({ ...referencesOf(family).probes, ...referencesOf(family).others });
    const scores = scoresOf(id);
    expect(Math.max(...Object.values(scores)) - (scores['defaults'] ?? Number.NaN)).toBeGreaterThanOrEqual(LEAST_DIFFERENCE);
    const entries = Object.entries(scores).map(([name, score]) => ({ name, score, scores: [], verdicts: [] }));
    const beside = Object.fromEntries(families.filter((other) => other !== id).map((other) => [other, scoresOf(other)]));
    expect(redundancyOf(entries, beside).filter(({ correlation }) => correlation > ALIKE)).toEqual([]);
  });

  it('places its baseline at 0, what is best known at 100, and says on its page what references.json says', () => {
    const found = referencesOf(id);
    const references = scenario.scoring.references as References;
    for (const axis of AXES.filter((one) => scenario.scoring.weights[one] > 0)) {
      expect([axis, normalizeCost(axis, references.baseline[axis], references)]).toEqual([axis, expect.closeTo(0, 4)]);
      expect([axis, normalizeCost(axis, references.bestKnown[axis], references)]).toEqual([axis, expect.closeTo(1, 4)]);
    }
    expect(found.probes['defaults']).toBeCloseTo(0, 1);
    const page = readFileSync(join(SCENARIOS, id, 'README.md'), 'utf8');
    const rows = [...page.matchAll(/^\| ([a-z: ]+) \| [^|]+ \| (-?[\d.]+) \|$/gm)].map(([, name, score]) => [name, score]);
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(Object.entries({ ...found.probes, ...found.others }).map(([name, score]) => [name, score.toFixed(1)])),
    );
    expect(Object.keys(found.others).some((name) => name.startsWith('swarm'))).toBe(true);
    expect(Object.keys(found.others).some((name) => name.startsWith('mesos'))).toBe(true);
    for (const heading of ['**What it asks.**', '**What a good entry does.**']) expect(page).toContain(heading);
  });
});
