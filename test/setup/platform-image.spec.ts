import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { EmbeddedPostgres } from '../../tools/launcher/embedded-postgres.js';
import { ROOT } from '../commands/command-line.js';
import { importHostNode } from '../e2e/engine/host-node-image.js';

const socketPath = process.env['REGATTA_TEST_DOCKER_SOCKET'];
/** npm as Node.js brings it: a folder, and two links that lead there. */
const NPM = join(spawnSync('npm', ['root', '--global'], { encoding: 'utf8' }).stdout.trim(), 'npm');
const NPM_LINKS = ['npm', 'npx'].map((name) => join(NPM, '..', '..', '..', 'bin', name));
const buildable = socketPath !== undefined && [NPM, ...NPM_LINKS].every((path) => existsSync(path));
const SHELL = ['sh', 'cat', 'cut', 'env', 'ls', 'rm', 'sha256sum'];
const BASE = 'regatta-test-base:1';
const BUILD_BASE = 'regatta-test-build-base:1';
const IMAGE = 'regatta-test-platform:1';
const LABELS = { 'regatta.test': 'platform-image' };
jest.setTimeout(600_000);

/** Large, and no part of a build. */
const CHECKERS = ['@biomejs', '@embedded-postgres', '@oxlint', '@oxlint-tsgolint', '@redocly', '@typescript', 'playwright-core', 'typescript-native'];

/** Base images as the Dockerfile wants them, from this machine: Node.js; and beside it npm, a shell, and the packages, since nothing can be downloaded in there. */
async function importBases(docker: Docker): Promise<void> {
  const where = spawnSync('sh', ['-c', SHELL.map((name) => `command -v ${name}`).join('; ')], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n');
  await importHostNode(docker, { name: BASE, changes: ['LABEL regatta.test=platform-image'] });
  await importHostNode(docker, {
    name: BUILD_BASE,
    programs: [...where, '/bin/sh'],
    addons: spawnSync('find', [join(ROOT, 'node_modules'), '-name', '*.node'], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n'),
    folders: [
      [NPM, '/usr/lib/node_modules/npm'],
      ...NPM_LINKS.map((path) => [path, `/usr/bin/${basename(path)}`] as const),
      [join(ROOT, 'node_modules'), '/app/node_modules'],
    ],
    without: CHECKERS.map((name) => join(ROOT, 'node_modules', name)),
    changes: ['LABEL regatta.test=platform-image'],
  });
}

/** As `docker build` packs the folder: what .dockerignore lets through. */
function context(): NodeJS.ReadableStream {
  const kept = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  const there = kept.filter((name) => spawnSync('test', ['-e', join(ROOT, name)]).status === 0);
  return spawn('tar', ['--create', '--exclude=*.spec.ts', '--directory', ROOT, 'Dockerfile', ...there], { stdio: ['ignore', 'pipe', 'ignore'] }).stdout;
}

async function build(docker: Docker): Promise<void> {
  const options = {
    t: IMAGE,
    target: 'platform',
    buildargs: { BASE_IMAGE: BASE, BUILD_IMAGE: BUILD_BASE },
    labels: LABELS,
    networkmode: 'none',
    forcerm: true,
  };
  const said = await text(await docker.buildImage(context(), options));
  if (!said.includes('Successfully tagged')) throw new Error(said.replaceAll('\\n', '\n').slice(-2000));
}

(buildable ? describe : describe.skip)('the image that the Dockerfile makes of a base image', () => {
  const docker = new Docker({ socketPath: socketPath ?? '' });
  const folder = mkdtempSync(join(tmpdir(), 'rgt-image-'));
  const postgres = new EmbeddedPostgres(ROOT, join(folder, 'postgres'), { durable: false });
  const containers: Docker.Container[] = [];
  let socketFolder: string;

  beforeAll(async () => {
    await importBases(docker);
    await build(docker);
    await postgres.start();
    await postgres.createDatabase('regatta');
    socketFolder = new URL(postgres.url('regatta')).searchParams.get('host') as string;
    // The containers' user is another one than ours.
    chmodSync(socketFolder, 0o711);
  });
  afterAll(async () => {
    for (const container of containers) await container.remove({ force: true, v: true });
    await postgres.stop();
    for (const image of await docker.listImages({ filters: { label: ['regatta.test=platform-image'] } }))
      await docker
        .getImage(image.Id)
        .remove({ force: true })
        .catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  });

  /** As docker-compose.yml runs it. */
  async function start(program: string, environment: Readonly<Record<string, string>> = {}): Promise<Docker.Container> {
    const all = { DATABASE_URL: 'postgres://postgres@localhost/regatta?host=/postgres', ...environment };
    const container = await docker.createContainer({
      Image: IMAGE,
      Cmd: ['node', `dist/apps/${program}/main.js`],
      Labels: LABELS,
      Env: Object.entries(all).map(([name, value]) => `${name}=${value}`),
      HostConfig: {
        Binds: [`${socketFolder}:/postgres`],
        NetworkMode: 'none',
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        ReadonlyRootfs: true,
        Tmpfs: { '/tmp': '' },
        Init: true,
      },
    });
    containers.push(container);
    await container.start();
    return container;
  }

  const logs = async (container: Docker.Container): Promise<string> => (await container.logs({ stdout: true, stderr: true })).toString();

  async function ready(container: Docker.Container): Promise<void> {
    for (;;) {
      const said = await logs(container);
      if (said.includes('"msg":"ready"')) return;
      if (!(await container.inspect()).State.Running) throw new Error(said);
      await sleep(100);
    }
  }

  async function inside(container: Docker.Container, script: string): Promise<string> {
    const exec = await container.exec({ Cmd: ['node', '-e', script], AttachStdout: true, AttachStderr: true, Tty: true });
    return text(await exec.start({ Tty: true }));
  }

  it('runs api, judge and scorer as nobody on a read-only root, and they judge', async () => {
    const tokens = JSON.stringify([
      { token: 'rgt_of_the_organizer', role: 'organizer', team: 'organizers' },
      { token: 'rgt_of_the_contestant', role: 'contestant', team: 'red' },
    ]);
    const api = await start('api', { REGATTA_SCENARIOS_DIR: '/app/scenarios', REGATTA_WEB_DIR: '/app/dist/web', REGATTA_BOOTSTRAP_TOKENS: tokens });
    await Promise.all([api, await start('judge'), await start('scorer')].map(ready));
    expect((await api.inspect()).Config.User).toBe('65532:65532');
    const script = `(async () => {
      const call = async (token, path, init = {}) => (await fetch('http://127.0.0.1:8080' + path, { ...init, headers: { authorization: 'Bearer ' + token, ...init.headers } }));
      const contest = { slug: 'image', title: 'Image', divisions: ['kubernetes'], scenarios: [{ id: 'steady-web', seeds: [1] }] };
      await call('rgt_of_the_organizer', '/api/v1/contests', { method: 'POST', body: JSON.stringify(contest), headers: { 'content-type': 'application/json' } });
      const form = new FormData();
      form.append('file', new Blob([${JSON.stringify(ENTRY)}]), 'web.yaml');
      const { submission } = await (await call('rgt_of_the_contestant', '/api/v1/contests/image/submissions', { method: 'POST', body: form })).json();
      for (;;) {
        const now = await (await call('rgt_of_the_contestant', '/api/v1/submissions/' + submission.id)).json();
        if (now.state !== 'judging') return console.log(JSON.stringify({ state: now.state, verdicts: now.runs.map((run) => run.verdict) }));
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    })()`;
    expect(JSON.parse(await inside(api, script))).toEqual({ state: 'scored', verdicts: ['completed'] });
    expect(await inside(api, `fetch('http://127.0.0.1:8080/', { headers: { accept: 'text/html' } }).then((r) => r.text()).then(console.log)`)).toContain(
      'id="root"',
    );
  });

  it('carries nothing that only development or the embedded platform needs', async () => {
    const [api] = containers as [Docker.Container];
    const names = await inside(api, `console.log(require('node:fs').readdirSync('/app').sort().join(' '))`);
    expect(names.trim()).toBe('dist examples libs node_modules package.json scenarios sdk');
    // Of the sources only the programs that run inside of plugins' sandboxes.
    expect((await inside(api, `console.log(require('node:fs').readdirSync('/app/libs/io/sandbox').join(' '))`)).trim()).toBe('programs');
    for (const name of ['jest', '@embedded-postgres', 'fast-check', 'supertest'])
      expect((await inside(api, `process.stdout.write(String(require('node:fs').existsSync('/app/node_modules/${name}')))`)).trim()).toBe('false');
  });

  it('stops within its grace period when it is told to', async () => {
    for (const container of containers) {
      await container.stop({ t: 10 });
      expect((await container.inspect()).State.ExitCode).toBe(0);
    }
  });
});

const ENTRY = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 4
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: regatta/web, resources: { requests: { cpu: 500m, memory: 256Mi } } }]
`;
