import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkEntryAgainst, parseEntry } from '#core/entry';
import { parseScenario, replaceReferences, type Scenario } from '#core/scenario';
import { AXES, normalizeCost } from '#core/scoring';
import {
  CHEATS,
  DEFAULTS,
  findReferences,
  goldenDifferences,
  goldenRecords,
  kubernetesEntry,
  measureCheat,
  measureEntry,
  PROBES,
  verifyScenario,
} from './index.js';
import { neighbours, PARAMETERS } from './search/parameter-table.js';
import { correlation, seedsToSeparate } from './verify/spread.js';

jest.setTimeout(300_000);
const root = join(__dirname, '../../../scenarios');
const ids = readdirSync(root).filter((name) => existsSync(join(root, name, 'scenario.yaml')));
const textOf = (id: string) => readFileSync(join(root, id, 'scenario.yaml'), 'utf8');

function read(text: string): Scenario {
  const outcome = parseScenario(text, 's.yaml');
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}
const steady = read(textOf('steady-web'));
const SHORT_TEXT = textOf('steady-web')
  .replace('horizon: 5m, warmup: 45s', 'horizon: 2m, warmup: 20s')
  .replace('at: 150s', 'at: 50s')
  .replace('160/s', '120/s');
const short = read(SHORT_TEXT);

describe('reference entries', () => {
  it.each(ids)('fit %s whatever their parameters', (id) => {
    const scenario = read(textOf(id));
    const profiles = [...Object.values(PROBES), ...PARAMETERS.flatMap((parameter) => neighbours(DEFAULTS, parameter))];
    for (const profile of profiles) {
      const outcome = parseEntry(kubernetesEntry(scenario, profile));
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
      expect(checkEntryAgainst(outcome.value, scenario)).toEqual([]);
    }
  });
});

describe('a run', () => {
  const files = kubernetesEntry(steady, DEFAULTS);
  it('is the same whatever the scenario is called and however it is scored', () => {
    const renamed = read(
      textOf('steady-web')
        .replace('id: steady-web', 'id: zebra')
        .replace(/title: .*/, 'title: Another')
        .replace('latency: 0.4, utilization: 0.3', 'latency: 0.3, utilization: 0.4'),
    );
    expect(renamed.digest).not.toBe(steady.digest);
    expect(measureEntry(renamed, files, 2)).toEqual(measureEntry(steady, files, 2));
  });
});

describe('replaceReferences', () => {
  const references = { baseline: { latency: 0.5, utilization: 20, recovery: 3 }, bestKnown: { latency: 0.1, utilization: 10, recovery: 0 } };
  it.each(ids)('freezes them in %s and touches nothing else, as often as it is done', (id) => {
    const once = replaceReferences(textOf(id), references);
    expect(read(once).scoring.references).toEqual(references);
    expect(replaceReferences(once, references)).toBe(once);
    const without = (text: string) => text.replace(/\n {2}references:\n.*\n.*\n/, '\n');
    expect(without(once)).toBe(without(textOf(id)));
  });
});

describe('the search for references', () => {
  const found = findReferences(short, [1, 2]);
  it('finds the same again, none worse than the baseline, and says who showed it', () => {
    expect(findReferences(short, [1, 2])).toEqual(found);
    for (const axis of AXES) {
      expect(found.bestKnown[axis]).toBeLessThanOrEqual(found.baseline[axis]);
      const shown = found.candidates.some((one) => one.name === found.bestBy[axis] && one.costs[axis] === found.bestKnown[axis]);
      expect([axis, shown || found.bestBy[axis]]).toEqual([axis, shown ? true : expect.stringContaining('nobody')]);
    }
    expect(found.replayDigest).toBe(short.replayDigest);
  });
  it('scores its own baseline 0, what is best known 100, and nobody above what is possible', () => {
    expect(found.candidates.find((one) => one.name === 'defaults')?.score).toBeCloseTo(0, 1);
    for (const axis of AXES) expect([axis, normalizeCost(axis, found.bestKnown[axis], found)]).toEqual([axis, expect.closeTo(1, 4)]);
    for (const { score } of found.candidates) expect(score).toBeLessThanOrEqual(125);
  });
});

describe('cheats', () => {
  it('do what they say', () => {
    const runs = new Map(CHEATS.map((cheat) => [cheat.name, measureCheat(steady, cheat, 1)]));
    const good = (name: string) => runs.get(name)?.metrics?.latency.good ?? -1;
    const honest = measureEntry(steady, kubernetesEntry(steady, DEFAULTS), 1).metrics;
    expect(runs.get('crash at the first fault')?.verdict).toBe('crashed');
    expect(good('do nothing')).toBe(0);
    expect(good('reject load')).toBeLessThan(0.9 * (honest?.latency.good ?? 0));
    expect(good('scale to zero')).toBeLessThan((honest?.latency.good ?? 0) / 2);
    expect(runs.get('scale to maximum')?.metrics?.utilization.usedPriceMicros).toBeGreaterThan(1.5 * (honest?.utilization.usedPriceMicros ?? Infinity));
  });
});

describe('verification', () => {
  it('says why a scenario is not fit: changed since, alike, nothing to be better at', () => {
    const first = verifyScenario(short, { seeds: [1, 2], frozenReplayDigest: 'other' });
    const scores = Object.fromEntries(first.entries.map((entry) => [entry.name, entry.score]));
    expect(first.reasons.map((reason) => reason.code)).toContain('references-stale');
    const alike = verifyScenario(short, { seeds: [1, 2], others: { twin: scores } });
    expect(alike.redundancy).toEqual([{ scenario: 'twin', correlation: 1 }]);
    expect(alike.reasons.map((reason) => reason.code)).toContain('redundant');
    expect([first.fit, alike.fit]).toEqual([false, false]);
  });
});

it.each([
  [10, 5, 2],
  [1, 5, 97],
  [0, 5, null],
])('a difference of %d with scatter %d needs %p seeds', (difference, deviation, seeds) => expect(seedsToSeparate(difference, deviation)).toBe(seeds));

it('correlation is 1 for lists that rise together and undefined for one that does not vary', () => {
  expect(correlation([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 12);
  expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  expect(correlation([1, 1, 1], [3, 2, 1])).toBeNull();
});

it('golden differences name entry, seed and field', () => {
  const was = goldenRecords(steady, [1]);
  expect(goldenDifferences(was, was)).toEqual([]);
  const is = { ...was, runs: was.runs.map((run, index) => (index === 0 ? { ...run, good: run.good - 1 } : run)) };
  expect(goldenDifferences(was, is)).toEqual([`defaults, seed 1: good was ${was.runs[0]?.good ?? 0} and is ${(was.runs[0]?.good ?? 0) - 1}`]);
});
