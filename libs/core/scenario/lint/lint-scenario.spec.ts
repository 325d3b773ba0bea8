import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintScenario, parseScenario, previewScenario, previewSvg, previewTable, type Scenario } from '../index.js';

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
    ['load that no cluster of this size could serve', 'rate: 160/s', 'rate: 7000/s', 'load-above-capacity'],
    ['a fault after the end', 'at: 150s', 'at: 6m', 'fault-outside-horizon'],
    ['a fault in the warm-up', 'at: 150s', 'at: 10s', 'fault-in-warmup'],
    ['a fault with no time left to recover', 'at: 150s', 'at: 280s', 'fault-at-the-end'],
    ['a fault that wants more machines than there are', 'nodeCrash: { count: 6 }', 'slowNode: { count: 19, speed: 0.5x }', 'fault-target-too-large'],
    ['an application nobody calls', 'load:\n  web: { rate: 160/s }', '', 'application-unused'],
  ])('warns of %s', (_, from, to, code) => expect(codes(steady.replace(from, to))).toEqual([code]));

  it('points at the line and column of what it warns of', () => {
    const text = steady.replace('at: 150s', 'at: 6m').replace('rate: 160/s', 'rate: 16000/s');
    const lines = text.split('\n');
    const at = (needle: string) => lines.findIndex((line) => line.includes(needle)) + 1;
    expect(lintScenario(read(text)).map((warning) => [warning.code, warning.line, warning.column])).toEqual([
      ['load-above-capacity', at('web: { rate'), 3],
      ['fault-outside-horizon', at('- name: crash'), 5],
    ]);
  });

  it.each([
    ['a release after the end', 'seeds:', 'releases: [{ at: 9m, app: web, version: 2 }]\nseeds:', 'release-outside-horizon'],
    [
      'a pod that fits nowhere',
      'seeds:',
      'packing: { every: 1s, count: 3, shapes: [{ app: web, requests: { cpu: 99, memory: 1Gi } }] }\nseeds:',
      'shape-fits-nowhere',
    ],
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

  it('prints a line a minute in straight columns, and the faults', () => {
    const lines = previewTable(preview).split('\n');
    expect(new Set(lines.slice(0, 26).map((line) => line.length)).size).toBe(1);
    expect(lines.find((line) => line.includes('the whole cluster costs'))).toMatch(/^\d{5,} requests/);
    expect(lines[0]).toContain('web req/s');
    expect(lines.at(-1)).toMatch(/^zone-power: zone-outage, zone zone-\w+, from \d+m/);
  });

  it('counts each application once however many ways lead to it', () => {
    const layers = Array.from({ length: 40 }, (_, index) => `l${index}`);
    const names = layers.flatMap((layer) => [`${layer}a`, `${layer}b`]);
    const calls = (index: number) =>
      index >= 78 ? '' : `, calls: [{ to: ${names[index - (index % 2) + 2]}, probability: 0.5 }, { to: ${names[index - (index % 2) + 3]}, probability: 0.5 }]`;
    const apps = names.map(
      (name, index) =>
        `  - { name: ${name}, image: { size: 1Mi }, startup: 1s, memory: { idle: 1Mi }, cpuPerRequest: 10us, slo: { latency: 1s, target: 0.9 }${calls(index)} }`,
    );
    const text = steady.replace(/applications:[\s\S]*?\n\n/, `applications:\n${apps.join('\n')}\n\n`).replace('web: { rate: 160/s }', 'l0a: { rate: 64/s }');
    const last = previewScenario(read(text), 1).minutes[0]?.offeredPerApp;
    expect([last?.['l1a'], last?.['l39b']]).toEqual([32, 32]);
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
