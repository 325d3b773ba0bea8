import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { dieWithParent } from './postgres-binaries.js';

export interface TestServices {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A PostgreSQL and (where it is installed) a Redis for the tests alone; nothing of them is left after stop. */
export async function startTestServices(root: string): Promise<TestServices> {
  const folder = mkdtempSync(join(tmpdir(), 'rgt-test-'));
  const postgres = new EmbeddedPostgres(root, join(folder, 'postgres'), { durable: false });
  await postgres.start();
  const redis = existsSync('/usr/bin/redis-server') ? await startRedis(folder) : undefined;
  return {
    environment: {
      REGATTA_TEST_DATABASE_URL: postgres.url('postgres'),
      ...(redis === undefined ? {} : { REGATTA_TEST_REDIS_URL: redis.url }),
      ...(existsSync('/usr/bin/chromium') ? { REGATTA_TEST_CHROMIUM: '/usr/bin/chromium' } : {}),
    },
    async stop() {
      if (redis !== undefined) {
        const ended = once(redis.child, 'exit');
        redis.child.kill('SIGTERM');
        await ended;
      }
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
