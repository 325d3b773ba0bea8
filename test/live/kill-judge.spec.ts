import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LABEL, reap } from '#io/live';
import { describeWithEngine, engineUnderTest, socketPath } from './engine-under-test.js';
import { until } from './silent-listener.js';
import { smallKubernetesEntry } from './small-entries.js';
import { smallScenario } from './small-scenario.js';

jest.setTimeout(180_000);

const ROOT = join(__dirname, '../..');

describeWithEngine('a judge that is killed', () => {
  const engine = engineUnderTest();
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-live-'));
    const faults = 'faults: [{ at: 4s, for: 20s, nodeCrash: {} }]';
    writeFileSync(join(folder, 'scenario.yaml'), smallScenario({ horizon: '60s', faults }).text);
    for (const { path, text } of smallKubernetesEntry().files) writeFileSync(join(folder, path), text);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const judge = () =>
    spawn(process.execPath, ['dist/apps/cli/main.js', 'judge', join(folder, 'shop.yaml'), '--scenario', join(folder, 'scenario.yaml'), '--live'], {
      cwd: ROOT,
      stdio: 'ignore',
      env: { ...process.env, DOCKER_HOST: `unix://${socketPath}` },
    });

  const roles = async (): Promise<readonly { role: string; state: string; run: string }[]> => {
    const found = await engine.listContainers({ all: true, filters: { label: [LABEL.run] } });
    return found.map(({ Labels, State }) => ({ role: Labels[LABEL.role] ?? '', state: State, run: Labels[LABEL.run] ?? '' }));
  };
  const has = (role: RegExp, state: string) => async () => (await roles()).some((one) => role.test(one.role) && one.state === state);
  const traces = async () => {
    const filters = { label: [LABEL.run] };
    const [containers, networks, volumes] = await Promise.all([
      engine.listContainers({ all: true, filters }),
      engine.listNetworks({ filters }),
      engine.listVolumes({ filters }),
    ]);
    return [...containers.map(({ Names }) => Names[0]), ...networks.map(({ Name }) => Name), ...(volumes.Volumes ?? []).map(({ Name }) => Name)];
  };

  it.each([
    ['while it takes the lock', has(/^leash$/, 'created')],
    ['when the leash runs', has(/^leash$/, 'running')],
    ['while nodes are created', has(/^node-/, 'created')],
    ['while nodes start', has(/^node-/, 'running')],
    ['when the load generator runs', has(/^load$/, 'running')],
    ['while a node is off by a fault', has(/^node-/, 'exited')],
  ])('%s leaves nothing behind', async (_, moment) => {
    const child = judge();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await Promise.race([until('the moment', moment, 100_000), ended]);
    child.kill('SIGKILL');
    await ended;
    // A create that was under way may still come to be: the reaper looks again, as it does on every judge's clock.
    await until('the reaper leaves nothing', async () => {
      await reap(engine, { graceMs: 0 });
      return (await traces()).length === 0;
    });
    expect(await reap(engine, { graceMs: 0 })).toEqual({ containers: 0, networks: 0, volumes: 0 });
  });

  it('takes its cluster down by itself when it is asked to stop', async () => {
    const child = judge();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await until('the load generator runs', has(/^load$/, 'running'), 100_000);
    child.kill('SIGTERM');
    await ended;
    expect(await traces()).toEqual([]);
  });

  it('is no reason to touch a cluster that lives', async () => {
    const child = judge();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      await until('the load generator runs', has(/^load$/, 'running'), 100_000);
      const before = (await traces()).length;
      await Promise.all([reap(engine, { graceMs: 0 }), reap(engine, { graceMs: 0 })]);
      expect((await traces()).length).toBeGreaterThanOrEqual(before);
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
  });
});
