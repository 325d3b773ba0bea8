import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../commands/command-line.js';
import { UpCommand } from './up-command.js';

jest.setTimeout(300_000);

interface Board {
  readonly standings: readonly { readonly team: { readonly name: string }; readonly score: number | null; readonly reference: boolean }[];
}

const NOBODY = 65534;
const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] as const;
const nobodyMayRead = process.getuid?.() === 0 && spawnSync(asNobody[0], [...asNobody.slice(1), 'test', '-r', join(ROOT, 'regatta')]).status === 0;

describe('./regatta up', () => {
  let folder: string;
  let up: UpCommand | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-up-'));
    chmodSync(folder, 0o700);
  });
  afterEach(async () => {
    await up?.end('SIGKILL');
    await up?.nothingRuns();
    up = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  const board = async (url: string): Promise<Board> => (await (await fetch(`${url}/api/v1/contests/demo/leaderboard`)).json()) as Board;
  /** Where its PostgreSQL listens: other launchers on the machine have folders of the same kind. */
  const socketFolder = (): string => {
    const [, found] = /unix_socket_directories=([^"\s]+)/.exec(readFileSync(join(folder, 'postgres', 'postmaster.opts'), 'utf8')) ?? [];
    return found ?? '';
  };

  it('judges the reference entries in sight, ranks them, ends with Ctrl-C and knows all of it when it starts again', async () => {
    up = UpCommand.start(folder);
    const first = await up.address();
    await up.says(/judging +reference: [\w ]+ 0\/\d/);
    await up.says(/Ctrl-C stops everything/);
    const names = readdirSync(join(ROOT, 'examples', 'kubernetes'), { withFileTypes: true }).filter((one) => one.isDirectory());
    for (const { name } of names) expect(up.output).toMatch(new RegExp(`reference: ${name} (\\d)/\\1`));
    const shown = await board(first.url);
    expect(shown.standings.length).toBeGreaterThanOrEqual(3);
    for (const standing of shown.standings) expect(standing).toMatchObject({ reference: true, score: expect.any(Number) as number });
    const page = await fetch(first.url, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<div id="root">');
    const socket = socketFolder();
    expect(existsSync(socket)).toBe(true);
    expect(await up.end('SIGINT')).toBe(0);
    await up.nothingRuns();
    expect(existsSync(socket)).toBe(false);

    up = UpCommand.start(folder);
    const second = await up.address();
    expect(second.token).toBe(first.token);
    expect((await board(second.url)).standings).toEqual(shown.standings);
    const me = await fetch(`${second.url}/api/v1/me`, { headers: { authorization: `Bearer ${second.token}` } });
    expect(await me.json()).toMatchObject({ role: 'contestant', team: { name: 'newcomers' } });
    expect(await up.end('SIGTERM')).toBe(0);
    await up.nothingRuns();
  });

  it('leaves nothing running when it is killed, and what lies about is gone after the next start', async () => {
    up = UpCommand.start(folder);
    await up.address();
    const left = socketFolder();
    expect(existsSync(left)).toBe(true);
    expect(up.processes('main.js').length).toBe(4);
    expect(up.processes('postgres').length).toBeGreaterThan(0);
    await up.end('SIGKILL');
    await up.nothingRuns();
    up = UpCommand.start(folder);
    await up.address();
    await up.end('SIGINT');
    await up.nothingRuns();
    expect(existsSync(left)).toBe(false);
  });

  it('brings a killed database and a killed api back', async () => {
    up = UpCommand.start(folder);
    const { url } = await up.address();
    const server = Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(server, 'SIGKILL');
    await up.says(/PostgreSQL ended unexpectedly/);
    for (const pid of up.processes('apps/api/main.js')) process.kill(pid, 'SIGKILL');
    await up.says(/api ended unexpectedly/);
    await up.says(/Ctrl-C stops everything/);
    expect((await board(url)).standings.length).toBeGreaterThanOrEqual(3);
    expect(await up.end('SIGINT')).toBe(0);
  });

  it('says which port is taken, and leaves nothing', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    up = UpCommand.start(folder, { args: ['--port', String(port)] });
    await once(up.child, 'exit');
    expect([up.child.exitCode, up.output]).toEqual([3, expect.stringMatching(new RegExp(`port ${port} is taken.*--port`))]);
    await up.nothingRuns();
    server.close();
  });

  it('says whose a folder is that another uses', async () => {
    up = UpCommand.start(folder);
    const { url } = await up.address();
    const second = UpCommand.start(folder);
    await once(second.child, 'exit');
    expect([second.child.exitCode, second.output]).toEqual([3, expect.stringContaining(`${folder} belongs to a platform that is running`)]);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await up.end('SIGINT')).toBe(0);
  });

  it('keeps its tokens to its owner', async () => {
    up = UpCommand.start(folder);
    await up.address();
    expect(statSync(join(folder, 'tokens.json')).mode & 0o777).toBe(0o600);
    expect(await up.end('SIGINT')).toBe(0);
  });

  it.each([
    ['a port that is none', ['--port', '70000']],
    ['a word too many', ['now']],
    ['a flag without its value', ['--data']],
  ])('is told %s, and what it takes', async (_, args) => {
    const ended = spawnSync(join(ROOT, 'regatta'), ['up', ...args], { cwd: ROOT, encoding: 'utf8' });
    expect([ended.status, ended.stdout, ended.stderr]).toEqual([2, '', expect.stringContaining('Usage: ./regatta up')]);
  });

  (nobodyMayRead ? it : it.skip)('runs for an ordinary user, in a private folder', async () => {
    chownSync(folder, NOBODY, NOBODY);
    up = UpCommand.start(folder, { uid: NOBODY, env: { PATH: process.env['PATH'] } });
    const { url } = await up.address();
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(statSync(join(folder, 'postgres')).uid).toBe(NOBODY);
    expect(await up.end('SIGINT')).toBe(0);
    await up.nothingRuns();
  });
});
