import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse, stringify } from 'yaml';
import { parseScenario, type Scenario, scenarioJsonSchema } from './index.js';

const root = join(__dirname, '../../../scenarios');
const flagship = readFileSync(join(root, 'flash-crowd-zone-loss/scenario.yaml'), 'utf8');
const steady = readFileSync(join(root, 'steady-web/scenario.yaml'), 'utf8');

function read(text: string): Scenario {
  const outcome = parseScenario(text, 's.yaml');
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems, null, 1));
  return outcome.value;
}

function problemsOf(text: string) {
  const outcome = parseScenario(text, 's.yaml');
  if (outcome.ok) throw new Error('was accepted');
  return outcome.problems;
}

/** The steady scenario with one line changed, and the problems that gives. */
const changed = (from: string, to: string) => {
  if (!steady.includes(from)) throw new Error(`no ${from}`);
  return problemsOf(steady.replace(from, to));
};

describe('parseScenario', () => {
  it('turns units into integers', () => {
    const scenario = read(steady);
    expect(scenario.clock).toEqual({ horizonUs: 300_000_000, warmupUs: 45_000_000, windowUs: 5_000_000 });
    expect(scenario.cluster.pools[0]).toMatchObject({
      allocatable: { cpuMilli: 4000, memoryBytes: 16 * 2 ** 30 },
      nicBytesPerSecond: 250_000_000,
      priceMicrosPerHour: 190_000,
      speedMilli: { kind: 'lognormal', median: 1000, cv: 0.03 },
      zones: ['a', 'b', 'c'],
    });
    expect(scenario.applications[0]).toMatchObject({
      imageBytes: 120 * 2 ** 20,
      cpuPerRequestUs: { median: 15_000 },
      slo: { latencyUs: 150_000, target: 0.99 },
    });
    expect(scenario.load).toEqual([{ app: 'web', cvMilli: 1000, shape: { kind: 'constant', micros: 160_000_000 } }]);
  });

  it('has the same digest however the file is written, and another one when anything that counts changes', () => {
    const { digest } = read(steady);
    expect(read(stringify(parse(steady))).digest).toBe(digest);
    expect(read(steady.replace('5m, warmup: 45s', '300s, warmup: 45000ms')).digest).toBe(digest);
    expect(read(steady.replace('160/s', '161/s')).digest).not.toBe(digest);
  });

  it.each([
    ['a misspelt field', 'warmup: 45s', 'warmpu: 45s', 'unknown-field', 'did you mean `warmup`?'],
    ['a quantity without unit', 'rate: 160/s', 'rate: 70', 'wrong-type', undefined],
    ['a unit of something else', 'size: 120Mi', 'size: 120ms', 'bad-value', undefined],
    ['a bare factor as load', 'rate: 160/s', 'rate: 7x', 'rate-or-factor', undefined],
    ['a value outside the list', 'slo: {', 'balancer: round-robbin\n    slo: {', 'value-not-allowed', 'did you mean `round-robin`?'],
    ['a missing block', 'seeds:\n  public: [1, 2, 3]', '', 'missing-field', undefined],
    ['weights that do not sum to 1', 'latency: 0.4', 'latency: 0.5', 'bad-value', undefined],
    ['load for nobody', 'web: { rate', 'wep: { rate', 'unknown-name', 'did you mean `web`?'],
    ['an unknown zone', 'nodeCrash: { count: 6 }', 'nodeCrash: { zone: d }', 'unknown-name', undefined],
    ['two kinds of fault in one', 'nodeCrash: { count: 6 }', 'nodeCrash: { count: 1 }\n    staleView: { lag: 1s }', 'one-of', undefined],
    ['a fault without time', 'at: 150s', '', 'one-of', undefined],
    ['a distribution upside down', 'startup: { lognormal: { median: 2s, cv: 0.2 } }', 'startup: { uniform: { low: 3s, high: 2s } }', 'bad-value', undefined],
    ['a variation upside down', 'seeds:\n', 'vary:\n  clock.horizon: { uniform: [9m, 5m] }\nseeds:\n', 'bad-variation', undefined],
    ['a word for a list', 'zones: [a, b, c]', 'zones: a', 'wrong-type', undefined],
    ['a call that comes back', 'slo: {', 'calls: [{ to: web }]\n    slo: {', 'call-cycle', undefined],
    ['load without an SLO', '    slo: { latency: 150ms, target: 0.99 }', '', 'slo-missing', undefined],
    ['a variation of nothing', 'seeds:', 'vary: { load.web.rte: { uniform: [1/s, 2/s] } }\nseeds:', 'bad-variation', undefined],
    ['a variation that breaks the file', 'seeds:', 'vary: { clock.warmup: { choice: [10s, 9m] } }\nseeds:', 'bad-variation', undefined],
    ['a warm-up longer than the run', 'warmup: 45s', 'warmup: 45m', 'out-of-range', undefined],
    ['a field written twice', 'warmup: 45s', 'warmup: 45s, warmup: 46s', 'duplicate-key', undefined],
    ['an anchor', 'zones: [a', 'zones: &z [a', 'alias-not-allowed', undefined],
    ['broken YAML', 'zones: [a', 'zones: [[a', 'yaml-syntax', undefined],
  ])('refuses %s', (_, from, to, code, hint) => {
    const problems = changed(from, to);
    const problem = problems.find((one) => one.code === code);
    expect(problems.map((one) => one.code)).toContain(code);
    if (hint !== undefined) expect(problem?.hint).toContain(hint);
    expect(problem?.severity).toBe('error');
  });

  it('points at the line and column of the field', () => {
    const line = steady.split('\n').findIndex((text) => text.startsWith('clock:')) + 1;
    const [problem] = changed('warmup: 45s', 'warmpu: 45s');
    expect(problem).toMatchObject({ file: 's.yaml', line, column: (steady.split('\n')[line - 1]?.indexOf('warmup') ?? -1) + 1, path: 'clock.warmpu' });
  });

  it('lists every problem at once, in the order of the file', () => {
    const text = steady.replace('warmup: 45s', 'warmup: soon').replace('price: 0.19/h', 'price: 0.19').replace('count: 6 }', 'cuont: 6 }');
    const problems = problemsOf(text);
    expect(problems.map((one) => one.code)).toEqual(['bad-value', 'wrong-type', 'unknown-field']);
    expect(problems.map((one) => one.line)).toEqual(problems.map((one) => one.line).sort((a, b) => a - b));
  });

  it.each([
    ['nothing', ''],
    ['a scalar', '42'],
    ['a list', '[1, 2]'],
    ['two documents', `${steady}\n---\n${steady}`],
    ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['a billion laughs', 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]'],
    ['a prototype', '__proto__: { polluted: true }'],
    ['five megabytes', 'x'.repeat(5_000_000)],
  ])('refuses %s without harm', (_, text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('the published JSON Schema', () => {
  const published: unknown = JSON.parse(readFileSync(join(root, 'scenario.schema.json'), 'utf8'));
  it('is current (npm run build && node tools/scenario-schema.mjs)', () => expect(published).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema()))));

  it('accepts what ships and refuses a misspelt field', () => {
    const validate = new Ajv({ strict: false }).compile(published as object);
    for (const text of [flagship, steady]) expect([validate(parse(text)), validate.errors]).toEqual([true, null]);
    expect(validate(parse(steady.replace('warmup: 45s', 'warmpu: 45s')))).toBe(false);
  });
});
