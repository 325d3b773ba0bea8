import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '#core/run';
import { describeWithEngine, socketPath } from './engine-under-test.js';
import { judgedInTime } from './judged-in-time.js';
import { smallKubernetesEntry } from './small-entries.js';
import { smallScenario } from './small-scenario.js';

jest.setTimeout(240_000);

const ROOT = join(__dirname, '../..');

describeWithEngine('a plugin that drives a light cluster', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-live-plugin-'));
    writeFileSync(join(folder, 'scenario.yaml'), smallScenario({ horizon: '8s' }).text);
    for (const name of ['best-fit', 'spread']) {
      // The examples bring no manifests; these are small enough for small machines.
      cpSync(join(ROOT, 'examples/plugins', name), join(folder, name), { recursive: true });
      for (const { path, text } of smallKubernetesEntry({ web: 3, api: 3 }).files) writeFileSync(join(folder, name, path), text);
      appendFileSync(join(folder, name, 'regatta.yaml'), 'workloads: shop.yaml\n');
    }
    mkdirSync(join(folder, 'broken'));
    writeFileSync(join(folder, 'broken/regatta.yaml'), 'name: broken\nruntime: node\ncommand: [node, main.js]\n');
    writeFileSync(join(folder, 'broken/main.js'), "throw new Error('out of ideas');\n");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const judge = (name: string, ...words: readonly string[]) => {
    const file = join(folder, `${name}.json`);
    const args = [join(folder, name), '--scenario', join(folder, 'scenario.yaml'), '--record', file, ...words];
    const { status, stdout, stderr } = judgedInTime(args, { DOCKER_HOST: `unix://${socketPath}` });
    const record = (): RunRecord => JSON.parse(readFileSync(file, 'utf8')) as RunRecord;
    return { status, said: stdout + stderr, record };
  };
  /** Its first six decisions: which pod on which machine. */
  const placementsOf = ({ log }: RunRecord): readonly (readonly unknown[])[] =>
    log.lines
      .map((line) => JSON.parse(line) as unknown[])
      .filter((line) => line[1] === 'start-pod')
      .slice(0, 6)
      .map((line) => [line[3], line[4]]);

  it.each([
    ['best-fit', ['--unsandboxed'], 1],
    ['spread', [], 3],
  ] as const)('%s decides which machines serve as it does in the simulated world (%j)', (name, words, machines) => {
    const { status, said, record } = judge(name, '--live', ...words);
    expect([status, said]).toEqual([0, expect.stringMatching(/verdict +completed[^]*driver +light, on Docker/)]);
    const live = record();
    const { entry, verdict, metrics, world } = live;
    expect([entry.division, verdict, world, metrics?.live?.driver]).toEqual(['scheduler', 'completed', 'live', 'light']);
    expect(metrics?.latency.served).toBeGreaterThan(0);
    const placements = placementsOf(live);
    expect(new Set(placements.map(([, node]) => node)).size).toBe(machines);
    expect(placements).toEqual(placementsOf(judge(name, '--unsandboxed').record()));
  });

  it('ends the run when it ends, by its own fault and with its own words', () => {
    const { status, said, record } = judge('broken', '--live');
    expect([status, said]).toEqual([1, expect.stringMatching(/out of ideas/)]);
    expect(record()).toMatchObject({ verdict: 'crashed', fault: 'competitor', cause: expect.stringMatching(/out of ideas/), metrics: null });
  });
});
