import { CHEATS, measureCheat } from '#core/reference';
import { scoreRun } from '#core/scoring';
import { isLongForm } from '../long-form.js';
import { goldenFamilies, goldenOf, scenarioOf } from './golden-families.js';

/** A minute of CPU; a busy machine takes several times that. */
jest.setTimeout(600_000);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

it.each(goldenFamilies())('%s scores every built-in cheat below the baseline', (id) => {
  const scenario = scenarioOf(id);
  const { runs } = goldenOf(id);
  const seeds = [...new Set(runs.map((run) => run.seed))].slice(0, isLongForm ? Number.POSITIVE_INFINITY : 1);
  const baseline = mean(runs.filter((run) => run.entry === 'defaults' && seeds.includes(run.seed)).map((run) => run.score ?? 0));
  for (const cheat of CHEATS) {
    const score = mean(seeds.map((seed) => scoreRun(measureCheat(scenario, cheat, seed), scenario).score ?? 0));
    expect([cheat.name, score < baseline, `${score} against ${baseline}`]).toEqual([cheat.name, true, expect.anything()]);
  }
});
