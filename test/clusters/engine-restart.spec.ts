import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LABEL, reap } from '#io/live';
import { smallKubernetesEntry, smallSwarmEntry } from '../live/small-entries.js';
import { smallScenario } from '../live/small-scenario.js';
import { tracesOf } from '../live/traces.js';
import { until } from '../live/until.js';
import { describeWithEngine } from '../live/engine-under-test.js';
import { ownEngine } from './own-engine.js';

jest.setTimeout(240_000);

const ROOT = join(__dirname, '../..');

describeWithEngine('an engine that restarts while a cluster is judged on it', () => {
  const { folder, socket, engine, restart } = ownEngine();

  it.each([
    ['light', smallKubernetesEntry(), /^load$/],
    ['swarm', smallSwarmEntry(), /^node-/],
  ])('ends the run as a fault of the host, and the reaper removes all of it, again and again: %s', async (driver, entry, role) => {
    writeFileSync(join(folder, 'scenario.yaml'), smallScenario({ horizon: '120s' }).text);
    for (const { path, text } of entry.files) writeFileSync(join(folder, path), text);
    const files = [join(folder, entry.files[0]?.path ?? ''), '--scenario', join(folder, 'scenario.yaml')];
    const judge = spawn(process.execPath, ['dist/apps/cli/main.js', 'judge', ...files, '--live', '--driver', driver], {
      cwd: ROOT,
      stdio: 'ignore',
      env: { ...process.env, DOCKER_HOST: `unix://${socket}` },
    });
    const ended = new Promise<number | null>((resolve) => judge.once('exit', resolve));
    try {
      await until('the cluster runs', async () => {
        const running = await engine.listContainers({ filters: { label: [LABEL.run] } });
        return running.some(({ Labels }) => role.test(Labels[LABEL.role] ?? ''));
      });
      await restart();
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
