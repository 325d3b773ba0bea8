import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '#core/run';
import { LABEL, LiveRefused, replayLive } from '#io/live';
import { describeWithEngine, engineUnderTest, socketPath } from './engine-under-test.js';
import { judgedInTime } from './judged-in-time.js';
import { smallKubernetesEntry } from './small-entries.js';
import { smallScenario } from './small-scenario.js';

jest.setTimeout(240_000);

/** Orders two machines at once, two more while the first of three zones is dark, and gives one back at the end. */
const PLUGIN = `import { run } from 'regatta';

const PLAN = [
  { at: 0, nodes: 5 },
  { at: 7e6, nodes: 7 },
  { at: 13e6, nodes: 6, gives: true },
];
run({
  name: 'grower',
  schedule(cluster, pending) {
    const [pool] = cluster.pools.values();
    const nodes = [...cluster.nodes.values()];
    while (PLAN.length > 0 && cluster.nowUs >= PLAN[0].at) {
      const step = PLAN.shift();
      cluster.resize(pool, step.nodes, step.gives ? [nodes.at(-1)] : [], 'as planned');
    }
    for (const pod of pending) cluster.bind(pod, nodes.find((node) => cluster.fits(pod, node)));
    if (PLAN.length > 0) cluster.wakeAfter(PLAN[0].at - cluster.nowUs);
  },
});
`;

describeWithEngine('a light cluster that grows and shrinks while it is judged', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-growing-'));
    const faults = 'faults: [{ name: dark, at: 6s, for: 4s, zoneOutage: { zone: a } }]';
    const pool = 'max: 7, provisioning: 1s';
    writeFileSync(join(folder, 'scenario.yaml'), smallScenario({ horizon: '16s', faults, pool }).text);
    mkdirSync(join(folder, 'grower'));
    for (const { path, text } of smallKubernetesEntry({ web: 2, api: 2 }).files) writeFileSync(join(folder, 'grower', path), text);
    writeFileSync(join(folder, 'grower/regatta.yaml'), 'name: grower\nruntime: node\ncommand: [node, main.js]\nworkloads: shop.yaml\n');
    writeFileSync(join(folder, 'grower/main.js'), PLUGIN);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function judge(...words: readonly string[]): RunRecord {
    const file = join(folder, 'record.json');
    const args = [join(folder, 'grower'), '--scenario', join(folder, 'scenario.yaml'), '--unsandboxed', '--record', file, ...words];
    const { status, stdout, stderr } = judgedInTime(args, { DOCKER_HOST: `unix://${socketPath}` });
    expect([status, stdout + stderr]).toEqual([0, expect.stringMatching(/verdict +completed/)]);
    return JSON.parse(readFileSync(file, 'utf8')) as RunRecord;
  }
  /** Machines that joined or left: what, which, in which zone, and the second. */
  const changesOf = ({ log }: RunRecord) =>
    log.lines
      .map((line) => JSON.parse(line) as [number, string, number, string, string?])
      .filter(([, kind]) => kind === 'node-joined' || kind === 'node-left')
      .map(([us, kind, node, , zone]) => ({ seconds: us / 1e6, change: `${kind} ${node} ${zone ?? ''}` }));

  it('as it does in the simulated world: machines join in their turn, none a zone without power, which takes those that had joined it', async () => {
    const [live, simulated] = [judge('--live'), judge()];
    // In whatever order the containers start of two that were ordered together.
    const changes = (record: RunRecord) => changesOf(record).map(({ change }) => change);
    expect(changes(live).sort()).toEqual(changes(simulated).sort());
    const seconds = (node: number): number => changesOf(live).find(({ change }) => change.startsWith(`node-joined ${node} `))?.seconds ?? Number.NaN;
    // The second order is for a machine of a zone that has power, and for one of the zone that has none until second 10.
    expect(seconds(5)).toBeGreaterThanOrEqual(8);
    expect(seconds(5)).toBeLessThan(seconds(6));
    expect(seconds(6)).toBeGreaterThanOrEqual(10);
    const { faults } = live.metrics?.live ?? { faults: [] };
    for (const line of ['node 0 off', 'node 3 off', 'node 0 on', 'node 3 on']) expect(faults).toContain(`dark: ${line}`);
    const { nodesUp = [] } = live.timeline ?? {};
    expect([nodesUp[4], nodesUp[7], nodesUp[11], nodesUp.at(-1)]).toEqual([5, 3, 7, 6]);
    // What all machines cost while they were there.
    const cost = ({ metrics }: RunRecord): number => metrics?.utilization.wholePriceMicros ?? Number.NaN;
    expect(cost(live) / cost(simulated)).toBeGreaterThan(0.85);
    expect(cost(live) / cost(simulated)).toBeLessThan(1.15);
    expect(await engineUnderTest().listContainers({ all: true, filters: { label: [LABEL.run] } })).toEqual([]);
  });

  it('is refused where it may grow beyond what its network holds', async () => {
    const scenario = smallScenario({ pool: 'max: 300' });
    const request = { engine: engineUnderTest(), scenario, entry: smallKubernetesEntry(), seed: 1, driver: 'light' as const, replications: 1 };
    const refused = await replayLive({ ...request, baseline: null, repeats: 0, signal: new AbortController().signal }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(LiveRefused);
    expect((refused as LiveRefused).message).toMatch(/300 nodes are more than a sandbox network holds/);
  });
});
