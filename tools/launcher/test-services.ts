import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { dieWithParent } from './postgres-binaries.js';
import { findDockerd, removeControlGroups, TestEngine } from './test-engine.js';

export interface TestServices {
  readonly environment: Readonly<Record<string, string>>;
  /** What could not be started, one sentence each. */
  readonly missing: readonly string[];
  stop(): Promise<void>;
}

const PREFIX = 'rgt-test-';

/** A PostgreSQL and (where they are installed) a Redis and a container engine for the tests alone; nothing of them is left after stop. */
export async function startTestServices(root: string): Promise<TestServices> {
  await removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const postgres = new EmbeddedPostgres(root, join(folder, 'postgres'), { durable: false });
  await postgres.start();
  const redis = existsSync('/usr/bin/redis-server') ? await startRedis(folder) : undefined;
  const engine = await startEngine(folder);
  return {
    environment: {
      REGATTA_TEST_DATABASE_URL: postgres.url('postgres'),
      ...(redis === undefined ? {} : { REGATTA_TEST_REDIS_URL: redis.url }),
      ...(existsSync('/usr/bin/chromium') ? { REGATTA_TEST_CHROMIUM: '/usr/bin/chromium' } : {}),
      ...(engine.socket === undefined ? {} : { REGATTA_TEST_DOCKER_SOCKET: engine.socket }),
    },
    missing: engine.missing,
    async stop() {
      if (redis !== undefined) {
        const ended = once(redis.child, 'exit');
        redis.child.kill('SIGTERM');
        await ended;
      }
      await engine.stop();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface StartedEngine {
  readonly socket?: string;
  readonly missing: readonly string[];
  stop(): Promise<void>;
}

/** An engine that was given by its socket is used as it is. */
async function startEngine(folder: string): Promise<StartedEngine> {
  const given = process.env['REGATTA_TEST_DOCKER_SOCKET'];
  if (given !== undefined) return { socket: given, missing: [], stop: async () => undefined };
  const without = (why: string): StartedEngine => ({ missing: [`what runs in containers: ${why}`], stop: async () => undefined });
  const dockerd = findDockerd();
  // Said once already, by those who could not install it.
  if (dockerd === undefined) return { missing: [], stop: async () => undefined };
  if (process.getuid?.() !== 0)
    return without('only root may start an engine of its own (REGATTA_TEST_DOCKER_SOCKET=/var/run/docker.sock takes the one of this machine)');
  const engine = new TestEngine(dockerd, join(folder, 'engine'));
  try {
    await engine.start();
  } catch (error) {
    return without(error instanceof Error ? error.message : String(error));
  }
  return { socket: engine.socket, missing: [], stop: () => engine.stop() };
}

/** Processes die with their launcher; the files and control groups of one that was killed are removed by the next. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(owner) || existsSync(`/proc/${owner}`) || !existsSync('/proc')) continue;
    await removeControlGroups(join(tmpdir(), name, 'engine'));
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

async function startRedis(folder: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const port = await new Promise<number>((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
  const words = [
    ...dieWithParent('KILL'),
    '/usr/bin/redis-server',
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  const child = spawn(words[0] as string, words.slice(1), { stdio: 'ignore' });
  for (let tries = 0; tries < 400; tries++) {
    const answers = await new Promise<boolean>((resolve) => {
      const socket = createConnection(port, '127.0.0.1');
      socket.on('connect', () => (socket.destroy(), resolve(true)));
      socket.on('error', () => resolve(false));
    });
    if (answers) return { child, url: `redis://127.0.0.1:${port}` };
    await sleep(25);
  }
  throw new Error('redis-server did not answer within 10 s');
}
