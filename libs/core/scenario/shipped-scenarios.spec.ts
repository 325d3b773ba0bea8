import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatProblem } from '#core/problem';
import { NEVER } from '#core/units';
import { type DrawnRun, drawRun, lintScenario, parseScenario, type Scenario } from './index.js';

const root = join(__dirname, '../../../scenarios');
const ids = readdirSync(root).filter((name) => existsSync(join(root, name, 'scenario.yaml')));

function shipped(id: string): Scenario {
  const file = join(root, id, 'scenario.yaml');
  const outcome = parseScenario(readFileSync(file, 'utf8'), file);
  if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
  return outcome.value;
}

function countArrivals(run: DrawnRun): number {
  let count = 0;
  run.applications.forEach((_, app) => {
    const source = run.arrivals(app);
    for (let last = 0, at = source.nextArrivalUs(); at !== NEVER; at = source.nextArrivalUs()) {
      if (at < last || at >= run.clock.horizonUs || !Number.isSafeInteger(at)) throw new Error(`arrival at ${at} after ${last}`);
      last = at;
      count += 1;
    }
  });
  return count;
}

describe.each(ids)('scenario %s', (id) => {
  const scenario = shipped(id);

  it('carries its folder as id, and a page that says what it asks', () => {
    expect(scenario.id).toBe(id);
    expect(readFileSync(join(root, id, 'README.md'), 'utf8')).toContain('What it asks');
  });

  it('asks for nothing that cannot be served', () => expect(lintScenario(scenario)).toEqual([]));

  it('draws a run from every public seed, the same one twice', () => {
    for (const seed of scenario.seeds) {
      const run = drawRun(scenario, seed);
      const again = drawRun(scenario, seed);
      expect(JSON.stringify(again)).toBe(JSON.stringify(run));
      expect(run.nodes.map((node) => node.facts.id)).toEqual(run.nodes.map((_, index) => index));
      expect(run.faults.every((fault) => fault.atUs < scenario.clock.horizonUs)).toBe(true);
    }
  });

  it('gives nothing about the seed away in names', () => {
    const names = (seed: number) => new Set([...drawRun(scenario, seed).nodes.map((node) => node.facts.name), ...drawRun(scenario, seed).cluster.zones]);
    const [first = 1] = scenario.seeds;
    const shared = [...names(first)].filter((name) => names(first + 1000).has(name));
    expect(shared).toEqual([]);
    expect(names(first).size).toBe(scenario.cluster.zones.length + drawRun(scenario, first).nodes.length);
  });
});

describe('the flagship', () => {
  it('offers between a quarter and one million requests, on the schedule its page gives', () => {
    const scenario = shipped('flash-crowd-zone-loss');
    const count = countArrivals(drawRun(scenario, 1));
    expect(count).toBeGreaterThan(250_000);
    expect(count).toBeLessThan(1_000_000);
    for (const seed of scenario.seeds) {
      const run = drawRun(scenario, seed);
      expect(run.faults.map((fault) => fault.kind)).toEqual(['zone-outage']);
      const outage = run.faults[0];
      expect(outage?.kind === 'zone-outage' && Math.abs(outage.nodes.length - 64 / 3)).toBeLessThan(1);
    }
  });
});

it('at least eight families ship', () => expect(ids.length).toBeGreaterThanOrEqual(8));
