import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { controlGroupsOf, findDockerd, removeControlGroups } from '../../../tools/launcher/test-engine.js';
import { importHostNode } from './host-node-image.js';

const root = resolve(__dirname, '..', '..', '..');
const dockerd = findDockerd();
// One that started for the whole run is the proof that this machine lets us start another.
const startable = dockerd !== undefined && process.getuid?.() === 0 && process.env['REGATTA_TEST_DOCKER_SOCKET'] !== undefined;
jest.setTimeout(180_000);

/** A process that starts an engine in `folder`, says so, stops it when told and otherwise waits to be killed. */
function holder(folder: string): ChildProcess {
  const program = `
    const { TestEngine } = require(${JSON.stringify(join(root, 'dist/tools/launcher/test-engine.js'))});
    const engine = new TestEngine(${JSON.stringify(dockerd)}, ${JSON.stringify(folder)});
    engine.start().then(() => console.log('started'), (error) => { console.error(error); process.exit(1); });
    process.stdin.once('data', () => engine.stop().then(() => process.exit(0)));`;
  return spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
}

function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(`${folder}/`));
}

async function container(docker: Docker, name: string, script: string): Promise<Docker.Container> {
  const made = await docker.createContainer({
    Image: 'host-node:1',
    name,
    Cmd: ['node', '-e', script],
    Labels: { 'regatta.test': 'engine' },
    HostConfig: { NetworkMode: 'harbour', Memory: 128 * 2 ** 20, CapDrop: ['ALL'], Init: true },
  });
  await made.start();
  return made;
}

/** Two containers on a network of their own: one serves, the other asks it by name. */
async function talkToEachOther(socketPath: string): Promise<number> {
  const docker = new Docker({ socketPath });
  await importHostNode(docker, { name: 'host-node:1' });
  await docker.createNetwork({ Name: 'harbour', Internal: true });
  await container(docker, 'server', `require('node:http').createServer((_, answer) => answer.end()).listen(80)`);
  const ask = `(async () => { for (let tries = 0; tries < 200; tries++) { try { process.exit((await fetch('http://server')).status === 200 ? 42 : 2); }
    catch { await new Promise((resolve) => setTimeout(resolve, 50)); } } })()`;
  const client = await container(docker, 'client', ask);
  return ((await client.wait()) as { StatusCode: number }).StatusCode;
}

(startable ? describe : describe.skip)('the container engine of the tests', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-e2e-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function started(): Promise<ChildProcess> {
    const child = holder(join(folder, 'engine'));
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    expect(await talkToEachOther(join(folder, 'engine', 'docker.sock'))).toBe(42);
    expect(processesOf(folder)).not.toEqual([]);
    return child;
  }

  it('runs containers that talk to each other beside other engines, and leaves nothing', async () => {
    const child = await started();
    child.stdin?.write('stop\n');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(processesOf(folder)).toEqual([]);
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(folder);
    expect(controlGroupsOf(join(folder, 'engine'))).toEqual([]);
    expect(existsSync(join(folder, 'engine'))).toBe(false);
    const other = new Docker({ socketPath: process.env['REGATTA_TEST_DOCKER_SOCKET'] ?? '' });
    expect((await other.listContainers({ all: true, filters: { label: ['regatta.test=engine'] } })).length).toBe(0);
  });

  it('ends with the process that started it, even when that is killed', async () => {
    const child = await started();
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (let tries = 0; tries < 200 && processesOf(folder).length > 0; tries++) await sleep(50);
    expect(processesOf(folder)).toEqual([]);
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(folder);
    await removeControlGroups(join(folder, 'engine'));
    expect(controlGroupsOf(join(folder, 'engine'))).toEqual([]);
  });
});
