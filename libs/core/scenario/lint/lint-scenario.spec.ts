import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintScenario, parseScenario, previewScenario, previewSvg, type Scenario } from '../index.js';

const folder = join(__dirname, '../../../../scenarios');
const steady = readFileSync(join(folder, 'steady-web/scenario.yaml'), 'utf8');

function read(text: string): Scenario {
  const outcome = parseScenario(text, 's.yaml');
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}
const codes = (text: string) => [...new Set(lintScenario(read(text)).map((warning) => warning.code))];

describe('lintScenario', () => {
  it('has nothing to say about a sound scenario', () => expect(codes(steady)).toEqual([]));

  it.each([
    ['load that no cluster of this size could serve', 'rate: 70/s', 'rate: 7000/s', 'load-above-capacity'],
    ['a fault after the end', 'at: 150s', 'at: 6m', 'fault-outside-horizon'],
    ['a fault in the warm-up', 'at: 150s', 'at: 10s', 'fault-in-warmup'],
    ['a fault with no time left to recover', 'at: 150s', 'at: 280s', 'fault-at-the-end'],
    ['a fault that wants more machines than there are', 'nodeCrash: { count: 1 }', 'slowNode: { count: 9, speed: 0.5x }', 'fault-target-too-large'],
    ['an application nobody calls', 'load:\n  web: { rate: 70/s }', '', 'application-unused'],
  ])('warns of %s', (_, from, to, code) => expect(codes(steady.replace(from, to))).toEqual([code]));

  it('hands its warnings to whoever reads the file', () => {
    const outcome = parseScenario(steady.replace('at: 150s', 'at: 6m'), 's.yaml');
    expect(outcome.ok && outcome.warnings[0]).toMatchObject({ code: 'fault-outside-horizon', severity: 'warning', file: 's.yaml' });
  });
});

describe('previewScenario', () => {
  const preview = previewScenario(read(readFileSync(join(folder, 'flash-crowd-zone-loss/scenario.yaml'), 'utf8')), 2);

  it('shows the crowd and the lost zone', () => {
    const demand = preview.minutes.map((minute) => minute.demand);
    const capacity = preview.minutes.map((minute) => minute.capacity);
    expect(preview.minutes).toHaveLength(25);
    expect(Math.max(...demand) / (demand[0] ?? 1)).toBeGreaterThan(4);
    expect(Math.min(...capacity) / Math.max(...capacity)).toBeCloseTo(2 / 3, 1);
    expect(preview.faults).toMatchObject([{ kind: 'zone-outage' }]);
  });

  it('counts calls as load of the callee', () => {
    for (const { offeredPerApp } of preview.minutes) expect((offeredPerApp['api'] ?? 0) / (offeredPerApp['web'] ?? 1)).toBeCloseTo(0.9, 2);
  });

  it('draws well-formed pictures whatever the names', () => {
    const hostile = { ...preview, scenario: '<script>&"', faults: preview.faults.map((fault) => ({ ...fault, target: '</svg><b>' })) };
    const svg = previewSvg(hostile);
    expect(svg).not.toContain('<script>');
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(previewSvg({ ...preview, minutes: [], faults: [] })).not.toMatch(/NaN|Infinity/);
  });
});
