import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LABEL, openEngine, reap } from '#io/live';
import { findDockerd, TestEngine } from '../../tools/launcher/test-engine.js';
import { describeWithEngine } from './engine-under-test.js';
import { until } from './until.js';
import { smallKubernetesEntry, smallSwarmEntry } from './small-entries.js';
import { smallScenario } from './small-scenario.js';
import { tracesOf } from './traces.js';

jest.setTimeout(240_000);

const ROOT = join(__dirname, '../..');

/** An engine of this test's own, so that nobody else's containers end with it. */
describeWithEngine('an engine that restarts while a cluster is judged on it', () => {
  let folder: string;
  let own: TestEngine;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-restart-'));
    own = new TestEngine(findDockerd() as string, join(folder, 'engine'));
    await own.start();
  });
  afterAll(async () => {
    await own?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['light', smallKubernetesEntry(), /^load$/],
    ['swarm', smallSwarmEntry(), /^node-/],
  ])('ends the run as a fault of the host, and the reaper removes all of it, again and again: %s', async (driver, entry, role) => {
    const engine = openEngine({ socketPath: own.socket });
    writeFileSync(join(folder, 'scenario.yaml'), smallScenario({ horizon: '120s' }).text);
    for (const { path, text } of entry.files) writeFileSync(join(folder, path), text);
    const files = [join(folder, entry.files[0]?.path ?? ''), '--scenario', join(folder, 'scenario.yaml')];
    const judge = spawn(process.execPath, ['dist/apps/cli/main.js', 'judge', ...files, '--live', '--driver', driver], {
      cwd: ROOT,
      stdio: 'ignore',
      env: { ...process.env, DOCKER_HOST: `unix://${own.socket}` },
    });
    const ended = new Promise<number | null>((resolve) => judge.once('exit', resolve));
    try {
      await until('the cluster runs', async () => {
        const running = await engine.listContainers({ filters: { label: [LABEL.run] } });
        return running.some(({ Labels }) => role.test(Labels[LABEL.role] ?? ''));
      });
      await own.restart();
      expect(await ended).not.toBe(0);
    } finally {
      judge.kill('SIGKILL');
    }
    // Two judges start anew beside the engine, at once, and one more after them.
    await Promise.all([reap(engine, { graceMs: 0 }), reap(engine, { graceMs: 0 })]);
    expect(await tracesOf(engine)).toEqual([]);
    expect(await reap(engine, { graceMs: 0 })).toEqual({ containers: 0, networks: 0, volumes: 0 });
  });
});
