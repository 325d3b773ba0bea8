import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PluginEntry } from '#core/entry';
import { type ContestantProcess, RecordedAnswers } from '#core/orchestrator/plugin';
import { InProcessPlugin } from '#core/orchestrator/plugin/testing';
import { replay, verifyRecord } from '../index.js';
import { parseScenario, type Scenario } from '#core/scenario';

function scenarioNamed(name: string, change: (text: string) => string = (text) => text): Scenario {
  const text = readFileSync(join(__dirname, `../../../../scenarios/${name}/scenario.yaml`), 'utf8');
  const outcome = parseScenario(change(text), 'scenario.yaml');
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

const manifest = 'runtime: node\ncommand: [node, main.js]\n';
const entry: PluginEntry = {
  division: 'scheduler',
  digest: 'test',
  files: [
    { path: 'main.js', text: '' },
    { path: 'regatta.yaml', text: manifest },
  ],
  root: '',
  runtime: 'node',
  interpreter: 'node',
  command: ['node', 'main.js'],
  limits: { memoryBytes: 2 ** 28, processes: 64 },
  workloads: null,
  extenders: [],
};
const run = (name: string, contestant: ContestantProcess, seed = 1, change?: (text: string) => string) =>
  replay({ scenario: scenarioNamed(name, change), entry, seed, contestant });

describe('a replay with a plugin', () => {
  const plugin = new InProcessPlugin();
  const record = run('bin-packing', plugin);

  it('places pods, at the price of the time it takes to decide', () => {
    expect([record.verdict, record.cause]).toEqual(['completed', null]);
    expect(record.metrics?.placement.podsPlaced).toBeGreaterThan(100);
    const submitted = record.log.lines.find((line) => line.includes('"pod-submitted"')) as string;
    const scheduled = record.log.lines.find((line) => line.includes('"pod-scheduled"')) as string;
    const waited = (JSON.parse(scheduled) as [number])[0] - (JSON.parse(submitted) as [number])[0];
    expect(waited).toBeGreaterThanOrEqual(1000);
  });

  it('gives the same record again, and without the plugin from its answers', () => {
    expect(run('bin-packing', new InProcessPlugin()).recordDigest).toBe(record.recordDigest);
    expect(run('bin-packing', new RecordedAnswers(record.answers ?? { lines: [], failure: null })).recordDigest).toBe(record.recordDigest);
  });

  it('tells nothing of the scenario but the present, under names drawn from the seed', () => {
    const told = plugin.asked.join('\n');
    for (const word of ['bin-packing', 'balanced', 'lean', 'wide', 'task', 'inflation', 'zone-a']) expect(told).not.toContain(word);
    const other = new InProcessPlugin();
    run('bin-packing', other, 2);
    expect(other.start?.nodes[0]?.name).not.toBe(plugin.start?.nodes[0]?.name);
  });

  it('is the same under another name of the scenario', () => {
    const renamed = new InProcessPlugin();
    run('bin-packing', renamed, 1, (text) => text.replace('id: bin-packing', 'id: hidden-7').replace('title: Bin packing by inflation', 'title: A secret'));
    expect(renamed.asked).toEqual(plugin.asked);
  });

  it.each(['steady-web', 'spot-reclaim-batch'])('runs the default workloads of %s', (name) => {
    const served = run(name, new InProcessPlugin(), 1, (text) => text.replace(/horizon: \w+/, 'horizon: 6m').replace(/warmup: \w+/, 'warmup: 30s'));
    expect([served.verdict, served.cause]).toEqual(['completed', null]);
    expect(served.metrics?.latency.served).toBeGreaterThan(0);
  });
});

describe('a record of a plugin that failed', () => {
  const failing: ContestantProcess = { exchange: () => ({ ok: false, failure: 'out-of-memory', cause: 'killed at 256 MiB' }) };

  it('carries the verdict and replays to it', () => {
    const record = run('steady-web', failing);
    expect([record.verdict, record.fault, record.cause]).toEqual(['out-of-memory', 'competitor', 'killed at 256 MiB']);
    const again = run('steady-web', new RecordedAnswers(record.answers ?? { lines: [], failure: null }));
    expect(again.recordDigest).toBe(record.recordDigest);
  });

  it('cannot be verified without its answers', () => {
    const { answers: _, ...record } = run('steady-web', new InProcessPlugin());
    expect(verifyRecord(record)).toMatchObject({ ok: false, code: 'digest-mismatch' });
  });

  it.each(['crashed', 'invalid-action', 'timed-out'] as const)('that ends %s keeps what was measured until then', (failure) => {
    const short = (text: string) => text.replace('horizon: 10m', 'horizon: 40s').replace('count: 3000', 'count: 60');
    const whole = run('bin-packing', new InProcessPlugin(), 1, short);
    const lines = (whole.answers?.lines ?? []).slice(0, 30);
    const ended = run('bin-packing', new RecordedAnswers({ lines, failure: { failure, cause: 'because' } }), 1, short);
    expect(ended).toMatchObject({ verdict: failure, fault: 'competitor', cause: 'because' });
    expect(ended.metrics?.placement.podsPlaced).toBeGreaterThan(0);
    expect(ended.metrics?.placement.podsPlaced).toBeLessThan(whole.metrics?.placement.podsPlaced ?? 0);
    expect(ended.timeline?.startUs.length).toBeGreaterThan(0);
    expect(run('bin-packing', new RecordedAnswers(ended.answers ?? { lines: [], failure: null }), 1, short).recordDigest).toBe(ended.recordDigest);
  });

  it('that never began has measured nothing that it did', () => {
    const ended = run('steady-web', new RecordedAnswers({ lines: [], failure: { failure: 'crashed', cause: 'because' } }));
    expect(ended).toMatchObject({ verdict: 'crashed', metrics: { placement: { podsPlaced: 0 } } });
  });
});
