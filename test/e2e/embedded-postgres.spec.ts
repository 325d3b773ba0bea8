import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { EmbeddedPostgres } from '../../tools/launcher/embedded-postgres.js';

const root = resolve(__dirname, '..', '..');
jest.setTimeout(120_000);

async function valueOf(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query({ text: sql, rowMode: 'array' });
  await client.end();
  return rows[0]?.[0];
}

/** A process that starts a server in `folder`, prints its url and pid, and waits to be killed. */
function holder(folder: string, options: object = {}): ChildProcess {
  const program = `
    const { EmbeddedPostgres } = require(${JSON.stringify(join(root, 'dist/tools/launcher/embedded-postgres.js'))});
    const server = new EmbeddedPostgres(${JSON.stringify(root)}, ${JSON.stringify(join(folder, 'data'))}, { durable: false });
    server.start().then(() => console.log(server.url('postgres')), (error) => { console.error(error); process.exit(1); });
    setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'], ...options });
}

describe('the embedded PostgreSQL', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-e2e-'));
    chmodSync(folder, 0o700);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps its data over a restart, in a private folder, listening on no network address', async () => {
    const server = new EmbeddedPostgres(root, join(folder, 'data'), { durable: true });
    await server.start();
    await server.createDatabase('kept');
    expect(await valueOf(server.url('kept'), 'SHOW listen_addresses')).toBe('');
    await valueOf(server.url('kept'), 'CREATE TABLE boats (name text)');
    await valueOf(server.url('kept'), "INSERT INTO boats VALUES ('eight')");
    await server.stop();
    await server.start();
    expect(await valueOf(server.url('kept'), 'SELECT name FROM boats')).toBe('eight');
    await server.stop();
  });

  it('ends with the process that started it, even when that is killed', async () => {
    const child = holder(folder);
    const [url] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    expect(url.toString()).toContain('postgres://');
    const pid = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (let tries = 0; tries < 200 && existsSync(join(folder, 'data', 'postmaster.pid')); tries++) await sleep(50);
    expect(existsSync(join(folder, 'data', 'postmaster.pid'))).toBe(false);
    expect(pid).not.toBeNaN();
    rmSync(decodeURIComponent(url.toString().split('host=')[1]?.trim() ?? folder), { recursive: true, force: true });
  });

  const asUser =
    process.getuid?.() === 0 && spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'test', '-r', join(root, 'dist')]).status === 0;
  (asUser ? it : it.skip)('runs for an ordinary user too', async () => {
    chownSync(folder, 65534, 65534);
    const child = holder(folder, { uid: 65534, gid: 65534 });
    const [url] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    expect(url.toString()).toContain('postgres://');
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (let tries = 0; tries < 200 && existsSync(join(folder, 'data', 'postmaster.pid')); tries++) await sleep(50);
    rmSync(decodeURIComponent(url.toString().split('host=')[1]?.trim() ?? folder), { recursive: true, force: true });
  });
});
