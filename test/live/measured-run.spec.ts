import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseEntry } from '#core/entry';
import { recordDigest, replay } from '#core/simulator';
import { LABEL, LiveRefused, type LiveRequest, probeHost, refusalOf, replayLive } from '#io/live';
import { describeWithEngine, engineUnderTest, socketPath } from './engine-under-test.js';
import { replayedInTime } from './replayed-in-time.js';
import { smallKubernetesEntry } from './small-entries.js';
import { smallScenario } from './small-scenario.js';

jest.setTimeout(240_000);

const ROOT = join(__dirname, '../..');
const cli = (args: readonly string[], socket: string) =>
  spawnSync(process.execPath, ['dist/apps/cli/main.js', ...args], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, DOCKER_HOST: `unix://${socket}` } });

describeWithEngine('a measured live run', () => {
  const engine = engineUnderTest();
  const entry = smallKubernetesEntry();
  const request = (more: Partial<LiveRequest> = {}): LiveRequest => ({
    engine,
    scenario: smallScenario({ horizon: '14s', faults: 'faults: [{ name: crash, at: 7s, for: 3s, nodeCrash: {} }]' }),
    entry,
    seed: 1,
    driver: 'light',
    replications: 1,
    baseline: null,
    repeats: 0,
    // The machine that tests run on is never quiet.
    voidLateUs: 2_000_000,
    signal: new AbortController().signal,
    ...more,
  });

  const generators = () => engine.listContainers({ filters: { label: [`${LABEL.role}=load`] } });

  it('offers the very requests that the simulated run offers, and tells what became of all of them', async () => {
    const progress: string[] = [];
    const record = await replayedInTime(request({ onProgress: ({ what }) => progress.push(what) }));
    const simulated = replay({ scenario: request().scenario, entry, seed: 1 });
    const { metrics } = record;
    if (metrics === null || metrics.live === undefined || simulated.metrics === null) throw new Error('a live run measures');
    expect([record.world, record.verdict, record.recordDigest]).toEqual(['live', 'completed', recordDigest(record)]);
    expect(metrics.latency.offered).toBe(simulated.metrics.latency.offered);
    const { offered, served, rejected, timedOut, failed } = metrics.latency;
    expect(served + rejected + timedOut + failed).toBe(offered);
    expect(served).toBeGreaterThan(offered / 2);
    expect(record.timeline?.startUs).toHaveLength(14);
    for (const stage of ['deploy', 'store', 'retrieve', 'run'] as const) expect([stage, metrics.stages[stage].count > 0]).toEqual([stage, true]);
    expect(metrics.live.faults).toEqual([expect.stringMatching(/crash: node \d off$/), expect.stringMatching(/crash: node \d on$/)]);
    expect(metrics.live.replications).toHaveLength(1);
    expect(metrics.live.replications[0]?.noiseBefore.samples).toBeGreaterThan(0);
    expect(metrics.live.outcome.cpuPerRequestUs).toBeGreaterThan(0);
    expect(new Set(progress)).toEqual(new Set(['building', 'storing', 'running', 'taking down']));
    expect(await engine.listContainers({ all: true, filters: { label: [LABEL.run] } })).toEqual([]);
  });

  it('records what others used of the host, and calls the run disturbed for it', async () => {
    const hogs = Array.from({ length: Math.ceil(availableParallelism() / 2) }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
    try {
      const { metrics } = await replayedInTime(request({ scenario: smallScenario({ horizon: '6s' }) }));
      const [replication] = metrics?.live?.replications ?? [];
      expect(replication?.foreignShare).toBeGreaterThan(0.2);
      expect(replication?.stealShare).toBeGreaterThanOrEqual(0);
      expect(replication?.disturbed).toContainEqual(expect.stringMatching(/^others used \d+ % of the host$/));
    } finally {
      for (const hog of hogs) hog.kill('SIGKILL');
    }
  });

  it('measures one cluster at a time', async () => {
    const seen: string[] = [];
    const run = (name: string) => {
      const onProgress = ({ what }: { readonly what: string }): void => void (seen.includes(`${name} ${what}`) || seen.push(`${name} ${what}`));
      return replayLive(request({ scenario: smallScenario({ horizon: '4s' }), onProgress }));
    };
    await Promise.all([run('a'), run('b')]);
    const [first, second] = seen.indexOf('a building') < seen.indexOf('b building') ? ['a', 'b'] : ['b', 'a'];
    expect(seen).toContain(`${second} waiting for the host`);
    expect(seen.indexOf(`${second} building`)).toBeGreaterThan(seen.indexOf(`${first} taking down`));
  });

  it('replays the baseline in turn with the entry', async () => {
    const record = await replayedInTime(request({ scenario: smallScenario({ horizon: '6s' }), baseline: smallKubernetesEntry({ web: 1, api: 1 }) }));
    expect(record.metrics?.live?.baseline?.medianLatencyUs).toBeGreaterThan(0);
    expect(record.metrics?.live?.replications[0]?.baseline).not.toBeNull();
  });

  it('does what the scenario does to machines and links, sees it from outside, and says so', async () => {
    const faults = `faults:
  - { name: cut, at: 3s, for: 7s, partition: { count: 1, cut: control-plane } }
  - { name: gray, at: 4s, for: 4s, flakyNode: { count: 1, errors: 0.1, extraLatency: 5ms } }
  - { name: slow, at: 4s, for: 60s, slowNode: { count: 1, speed: 0.5x } }
  - { name: stuck, at: 5s, for: 60s, registrySlow: { bandwidth: 0.001x } }
  - { name: upkeep, at: 6s, drain: { count: 1, reboot: false } }`;
    const record = await replayedInTime(request({ scenario: smallScenario({ horizon: '16s', faults }) }));
    const report = record.metrics?.live?.faults ?? [];
    for (const line of [
      /^cut: node \d cut-off$/,
      /^cut: node \d in-touch$/,
      /^gray: node \d: 0.100 of packets lost/,
      /^gray: node \d blurred$/,
      /^gray: node \d clear$/,
      /^slow: node \d slow$/,
      /^stuck: registry down$/,
      /^upkeep: node \d (was empty|still held \d+ pods) \d+\.\d s after it was drained$/,
    ])
      expect(report).toContainEqual(expect.stringMatching(line));
    expect(report.filter((line) => /FAILED|not seen/.test(line))).toEqual([]);
  });

  it('is void when its generator was late, and costs nobody anything', async () => {
    const others = new Set((await generators()).map(({ Id }) => Id));
    let pausing: Promise<void> | undefined;
    const hold = async (): Promise<void> => {
      const own = (await generators()).find(({ Id }) => !others.has(Id));
      const container = engine.getContainer(own?.Id ?? '');
      await container.pause();
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      await container.unpause();
    };
    const running = replayLive(
      request({
        scenario: smallScenario({ horizon: '10s' }),
        voidLateUs: 500_000,
        onProgress: ({ what, nowUs }) => {
          if (what === 'running' && nowUs >= 4_000_000) pausing ??= hold();
        },
      }),
    );
    await expect(running).rejects.toMatchObject({ name: 'LiveFault', code: 'load-late', retryable: true });
    await pausing;
  });

  it('counts what was refused or timed out with its timeout: an entry that cannot keep up has it for a median', async () => {
    const [shop] = smallKubernetesEntry({ web: 1, api: 1 }).files;
    const starved = (shop?.text ?? '').replaceAll(
      'requests: { cpu: 50m, memory: 64Mi }',
      'requests: { cpu: 20m, memory: 64Mi }, limits: { cpu: 20m, memory: 128Mi }',
    );
    const outcome = parseEntry([{ path: 'shop.yaml', text: starved }]);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    const { metrics } = await replayedInTime(
      request({ entry: outcome.value, scenario: smallScenario({ horizon: '14s', rate: '40/s' }), voidLateUs: 10_000_000 }),
    );
    const { latency, live } = metrics as NonNullable<typeof metrics>;
    expect(latency.timedOut + latency.rejected + latency.failed).toBeGreaterThan(latency.offered / 2);
    expect(latency.p50Us).toBeGreaterThanOrEqual(999_000);
    expect(live?.outcome).toMatchObject({ medianLatencyUs: latency.p50Us });
    expect(live?.outcome.generousShare).toBeLessThan(0.5);
  });

  it('stops when it is told to, and leaves nothing', async () => {
    const stop = new AbortController();
    const running = replayLive(request({ signal: stop.signal, onProgress: ({ what }) => what === 'running' && stop.abort() }));
    await expect(running).rejects.toMatchObject({ name: 'LiveFault', code: 'stopped' });
    expect(await engine.listContainers({ all: true, filters: { label: [LABEL.run] } })).toEqual([]);
  });

  it.each([
    ['a cluster that does not fit', { scenario: smallScenario({ rate: '5000/s' }) }, /cores at the height of the load/],
    ['machines that no container of this host can be', { scenario: smallScenario({ cores: 1000 }) }, /a machine of 1000 cores cannot be made on a host of \d+/],
    [
      'a fault that slows nothing',
      { scenario: smallScenario({ faults: 'faults: [{ name: none, at: 3s, slowNode: { speed: 2x } }]' }) },
      /fault none makes a machine no slower/,
    ],
    ['more nodes than a network holds', { scenario: smallScenario({ nodes: 300 }) }, /300 nodes/],
    ['a real Swarm for an entry that is none', { driver: 'swarm' as const }, /stack files/],
  ])('refuses %s', async (_, more, reason) => {
    const refused = await replayLive(request(more)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(LiveRefused);
    expect((refused as LiveRefused).message).toMatch(reason);
  });

  it('needs a node image for real Kubernetes, and says where to get one', async () => {
    const facts = await probeHost(engine);
    const refusal = refusalOf('kubernetes', { ...facts, nodeImages: [] });
    expect(refusal).toMatchObject({ code: 'no-node-image', fix: expect.stringMatching(/kindest\/node/) });
  });

  it('is told by the doctor what this host can do', () => {
    const { status, stdout } = cli(['live', 'doctor', '--json'], socketPath as string);
    expect(status).toBe(0);
    const { facts, drivers } = JSON.parse(stdout);
    expect(facts.engine.version).toMatch(/\d+\.\d+/);
    expect(drivers.map(({ driver }: { driver: string }) => driver)).toEqual(['light', 'swarm', 'kubernetes']);
  });
});

describe('without a container engine', () => {
  it('live judging is refused with the reason and the fix, and everything else works', () => {
    const files = ['judge', 'examples/live/kubernetes', '--scenario', 'scenarios/live-flash-crowd/scenario.yaml'];
    const live = cli([...files, '--live'], '/nowhere/docker.sock');
    expect(live.status).toBe(3);
    expect(live.stderr).toMatch(/needs a container engine[^]*to mend: apt-get install docker.io/);
    expect(cli(files, '/nowhere/docker.sock').status).toBe(0);
  });

  it.each([
    ['live reap', ['live', 'reap']],
    ['live doctor', ['live', 'doctor']],
  ])('`%s` says where it looked, why nobody answered, and what would mend it', (_, words) => {
    const { status, stderr } = cli(words, '/nowhere/docker.sock');
    expect([status, stderr]).toEqual([
      3,
      expect.stringMatching(/^regatta: no container engine answers at \/nowhere\/docker\.sock: .*ENOENT.*\n {2}to mend: apt-get install docker\.io/),
    ]);
  });
});
