import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LABEL, lightDriver, LiveRefused, probeHost, reap, reserveRoom, startCluster } from '#io/live';
import { silentListener } from '#io/live/testing';
import { describeWithEngine, engineUnderTest, socketPath } from './engine-under-test.js';
import { smallKubernetesEntry } from './small-entries.js';
import { smallRun } from './small-scenario.js';
import { until } from './until.js';

const ROOT = join(__dirname, '../..');

/** A judge of its own that asks for room, says what became of it, and holds what it got. */
const JUDGE = `const { openEngine, probeHost, reserveRoom } = require('./dist/libs/io/live/index.js');
const [name, bytes] = process.argv.slice(1);
const engine = openEngine();
probeHost(engine)
  .then((facts) => reserveRoom(engine, facts, { memoryBytes: Number(bytes), diskBytes: 0, cores: 0 }, name))
  .then((room) => console.log('reason' in room ? room.reason : 'in'), (error) => console.log(error.stack));
setInterval(() => undefined, 1e6);`;

function judge(name: string, bytes: number) {
  const child: ChildProcess = spawn(process.execPath, ['-e', JUDGE, name, String(bytes)], {
    cwd: ROOT,
    env: { ...process.env, DOCKER_HOST: `unix://${socketPath}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = new Promise<string>((resolve) => child.stdout?.once('data', (data: Buffer) => resolve(data.toString().trim())));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return { said, kill: async () => (child.kill('SIGKILL'), await ended) };
}

/** Two of these do not fit together, whatever else goes on. */
const large = (): number => 1024 * 0.6 * Number(/MemAvailable:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]);
const RUN = `room-${process.pid}`;

describeWithEngine('room on an engine that several judges use', () => {
  const engine = engineUnderTest();
  beforeAll(() => reap(engine));
  const left = () => engine.listContainers({ all: true, filters: { label: [LABEL.memory] } });

  it('is given to one of several that ask at the same moment and do not fit together; a dead judge keeps none', async () => {
    const bytes = large();
    const judges = ['a', 'b', 'c'].map((name) => judge(RUN + name, bytes));
    try {
      const said = await Promise.all(judges.map((one) => one.said));
      expect(said.filter((word) => word === 'in')).toHaveLength(1);
      for (const word of said.filter((one) => one !== 'in')) expect(word).toMatch(/needs \d+ MiB of memory.* less \d+ MiB that other clusters have reserved/);
      // What is refused leaves nothing.
      expect(await left()).toHaveLength(1);
      await Promise.all(judges.map((one) => one.kill()));
      await until('what they held is free', async () => (await left()).every(({ State }) => State !== 'running'));
      const next = judge(`${RUN}d`, bytes);
      judges.push(next);
      expect(await next.said).toBe('in');
    } finally {
      await Promise.all(judges.map((one) => one.kill()));
    }
    await until('nothing is left', async () => {
      await reap(engine, { graceMs: 0 });
      return (await left()).length === 0;
    });
  });

  it('is what a cluster needs, whoever starts it, and free again when it is down', async () => {
    const facts = await probeHost(engine);
    const spec = { engine, facts, run: smallRun({ nodes: 2 }), entry: smallKubernetesEntry(), listener: silentListener() };
    const all = await reserveRoom(engine, facts, { memoryBytes: large(), diskBytes: 0, cores: 0 }, `${RUN}e`);
    if ('reason' in all) throw new Error(all.reason);
    try {
      const more = `  - { name: hoard, image: { size: 1Mi }, startup: 0s, cpuPerRequest: 1ms, memory: { idle: ${Math.round(large() / 4 / 2 ** 20)}Mi } }`;
      const refused = await startCluster(lightDriver, { ...spec, run: smallRun({ nodes: 2, more }) }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(LiveRefused);
      expect((refused as LiveRefused).message).toMatch(/other clusters have reserved; wait for the other clusters to end/);
    } finally {
      await all.leash.release();
    }
    const cluster = await startCluster(lightDriver, spec);
    const [held] = await left();
    expect(held?.Labels).toMatchObject({ [LABEL.run]: cluster.sandbox.run, [LABEL.memory]: expect.stringMatching(/^\d{8,}$/) });
    await cluster.down();
    expect(await left()).toEqual([]);
  });
});
