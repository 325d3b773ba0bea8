import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '#core/entry';
import { type DriverName, LABEL, reap } from '#io/live';
import { execIn } from '../../libs/io/live/engine/exec-in.js';
import { standInImage } from '../live/kubernetes-stand-in/stand-in-image.js';
import { smallKubernetesEntry, smallSwarmEntry } from '../live/small-entries.js';
import { smallScenario } from '../live/small-scenario.js';
import { tracesOf } from '../live/traces.js';
import { until } from '../live/until.js';
import { describeWithEngine, realNodeImage } from '../live/engine-under-test.js';
import { givenEngine, ownEngine } from './own-engine.js';

jest.setTimeout(180_000);

const ROOT = join(__dirname, '../..');
const MOMENT_MS = 100_000;

type Moment = () => boolean | Promise<boolean>;

interface Life {
  readonly entry: Entry;
  readonly moments: Readonly<Record<string, Moment>>;
  /** When all of it is there. */
  readonly whole: Moment;
  /** Of what nodes are made; absent: the driver knows. */
  readonly nodeImage?: () => Promise<string>;
}

const { folder, socket, engine } = realNodeImage === undefined ? ownEngine() : givenEngine();

async function roles(): Promise<readonly { role: string; state: string; id: string }[]> {
  const found = await engine.listContainers({ all: true, filters: { label: [LABEL.run] } });
  return found.map(({ Labels, State, Id }) => ({ role: Labels[LABEL.role] ?? '', state: State, id: Id }));
}
const has =
  (role: RegExp, state: string): Moment =>
  async () =>
    (await roles()).some((one) => role.test(one.role) && one.state === state);

/** Whether what a command in a machine of this role says matches. */
const says =
  (machine: RegExp, pattern: RegExp, ...command: readonly string[]): Moment =>
  async () => {
    const found = (await roles()).find(({ role, state }) => machine.test(role) && state === 'running');
    if (found === undefined) return false;
    const said = await execIn(engine.getContainer(found.id), command).catch(() => null);
    return said !== null && pattern.test(said.stdout);
  };
const managerSays = (pattern: RegExp, ...args: readonly string[]): Moment => says(/^manager$/, pattern, 'docker', '-H', 'unix:///run/docker.sock', ...args);

const LIVES: Readonly<Record<DriverName, Life>> = {
  light: {
    entry: smallKubernetesEntry(),
    moments: {
      'while it takes the lock': has(/^leash$/, 'created'),
      'when the leash runs': has(/^leash$/, 'running'),
      'while nodes are created': has(/^node-/, 'created'),
      'while nodes start': has(/^node-/, 'running'),
      'when the load generator runs': has(/^load$/, 'running'),
      'while a node is off by a fault': has(/^node-/, 'exited'),
    },
    whole: has(/^load$/, 'running'),
  },
  swarm: {
    entry: smallSwarmEntry(),
    moments: {
      'when the leash runs': has(/^leash$/, 'running'),
      'while nodes are created': has(/^(manager|node-)/, 'created'),
      'while engines start in nodes': has(/^node-/, 'running'),
      'while nodes join': managerSays(/Ready/, 'node', 'ls', '--format', '{{.Status}}'),
      'while the load generator is brought': managerSays(/anchor/, 'service', 'ls', '--format', '{{.Name}}'),
      'when the stack is deployed': managerSays(/entry_web/, 'service', 'ls', '--format', '{{.Name}}'),
      'while a node is off by a fault': has(/^node-/, 'exited'),
    },
    whole: managerSays(/entry_web/, 'service', 'ls', '--format', '{{.Name}}'),
  },
  kubernetes: {
    entry: smallKubernetesEntry(),
    moments: {
      'while nodes are created': has(/^(control-plane|node-)/, 'created'),
      'while machines start': has(/^node-/, 'running'),
      'while nodes join': says(/^control-plane$/, /"node-/, 'kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', 'get', '--raw', '/api/v1/nodes'),
      'when the manifests are applied': says(/^node-/, /\d/, 'crictl', 'ps', '-q'),
      'while a node is off by a fault': has(/^node-/, 'exited'),
    },
    whole: says(/^node-/, /\d/, 'crictl', 'ps', '-q'),
    nodeImage: async () => realNodeImage ?? standInImage(engine),
  },
};

describeWithEngine.each(Object.entries(LIVES))('a judge that is killed, with the driver %s', (driver, { entry, moments, whole, nodeImage }) => {
  let stack: string;
  let image: string | undefined;

  beforeAll(async () => {
    image = await nodeImage?.();
    const faults = 'faults: [{ at: 4s, for: 20s, nodeCrash: {} }]';
    writeFileSync(join(folder, 'scenario.yaml'), smallScenario({ horizon: '60s', faults }).text);
    for (const { path, text } of entry.files) writeFileSync((stack = join(folder, path)), text);
  });

  function judge(): { readonly child: ChildProcess; readonly ended: Promise<unknown> } {
    const args = ['judge', stack, '--scenario', join(folder, 'scenario.yaml'), '--live', '--driver', driver];
    const env = { ...process.env, DOCKER_HOST: `unix://${socket}`, ...(image === undefined ? {} : { REGATTA_NODE_IMAGE: image }) };
    const child = spawn(process.execPath, ['dist/apps/cli/main.js', ...args], { cwd: ROOT, stdio: 'ignore', env });
    return { child, ended: new Promise((resolve) => child.once('exit', resolve)) };
  }

  it.each(Object.entries(moments))('%s leaves nothing behind', async (_, moment) => {
    const { child, ended } = judge();
    const came = await Promise.race([until('the moment', moment, MOMENT_MS).then(() => true), ended.then(() => false)]);
    child.kill('SIGKILL');
    await ended;
    expect(came).toBe(true);
    // A create that was under way may still come to be: the reaper looks again, as it does on every judge's clock.
    await until('the reaper leaves nothing', async () => {
      await reap(engine, { graceMs: 0 });
      return (await tracesOf(engine)).length === 0;
    });
    expect(await reap(engine, { graceMs: 0 })).toEqual({ containers: 0, networks: 0, volumes: 0 });
  });

  it('takes its cluster down by itself when it is asked to stop', async () => {
    const { child, ended } = judge();
    await until('the cluster is there', whole, MOMENT_MS);
    child.kill('SIGTERM');
    await ended;
    expect(await tracesOf(engine)).toEqual([]);
  });

  it('is no reason to touch a cluster that lives', async () => {
    const { child, ended } = judge();
    try {
      await until('the cluster is there', whole, MOMENT_MS);
      const before = (await tracesOf(engine)).length;
      await Promise.all([reap(engine, { graceMs: 0 }), reap(engine, { graceMs: 0 })]);
      expect((await tracesOf(engine)).length).toBeGreaterThanOrEqual(before);
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
  });
});
