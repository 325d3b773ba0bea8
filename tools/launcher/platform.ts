import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { KeptProcess } from './kept-process.js';
import { type DemoTokens, demoTokens } from './tokens.js';

export interface PlatformOptions {
  readonly root: string;
  readonly dataFolder: string;
  /** 127.0.0.1: only this machine reaches it. */
  readonly host?: string | undefined;
  /** 0: any free port. */
  readonly port: number;
  readonly judges: number;
  /** Whether the demo contest is opened and the reference entries are handed in. */
  readonly demo: boolean;
  /** A PostgreSQL that is there; without it one is embedded. */
  readonly databaseUrl?: string | undefined;
  /** A Redis that carries the queue; without it the database does. */
  readonly redisUrl?: string | undefined;
  /** More for every process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What the operator should know. */
  readonly say: (line: string) => void;
  /** A part ended and cannot be kept running. */
  readonly onGiveUp: (name: string, tail: string) => void;
}

export interface Platform {
  readonly url: string;
  readonly tokens: DemoTokens;
  stop(): Promise<void>;
}

/** Starts PostgreSQL (unless there is one), then api, scorer and judges; resolves when all of them are ready. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { root, dataFolder, say } = options;
  const host = options.host ?? '127.0.0.1';
  const tokens = demoTokens(dataFolder);
  const port = await usablePort(options.port, host);
  const onGiveUp = (why: string) => options.onGiveUp('PostgreSQL', why);
  const postgres = options.databaseUrl === undefined ? new EmbeddedPostgres(root, join(dataFolder, 'postgres'), { durable: true, say, onGiveUp }) : undefined;
  const processes: KeptProcess[] = [];
  const stop = async () => {
    await Promise.all(processes.map((process) => process.stop()));
    await postgres?.stop();
  };
  try {
    await postgres?.start();
    await postgres?.createDatabase('regatta');
    const environment = {
      DATABASE_URL: options.databaseUrl ?? postgres?.url('regatta') ?? '',
      REDIS_URL: options.redisUrl ?? '',
      PORT: String(port),
      // Says to whom a process belongs, to people and tests that look for it.
      REGATTA_DATA_DIR: dataFolder,
      HOST: host,
      REGATTA_DEMO: options.demo ? '1' : '0',
      REGATTA_WEB_DIR: join(root, 'dist', 'web'),
      REGATTA_SCENARIOS_DIR: join(root, 'scenarios'),
      REGATTA_BOOTSTRAP_TOKENS: JSON.stringify([
        { token: tokens.admin, role: 'admin', team: 'organizers' },
        { token: tokens.contestant, role: 'contestant', team: 'newcomers' },
      ]),
    };
    const start = (name: string, program: string, more = {}) => {
      const plan = { name, root, program, environment: { ...environment, ...options.environment, ...more }, logFolder: join(dataFolder, 'logs') };
      const child = new KeptProcess(plan, say, options.onGiveUp);
      processes.push(child);
      return child.ready;
    };
    const judge = (index: number) => start(`judge-${index + 1}`, 'judge', { REGATTA_JUDGE_NAME: `judge-${index + 1}-${randomUUID().slice(0, 8)}` });
    // All at once: whoever comes first brings the schema up to date, the others wait for that.
    await Promise.all([start('api', 'api'), start('scorer', 'scorer'), ...Array.from({ length: options.judges }, (_, index) => judge(index))]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://${host}:${port}`, tokens, stop };
}

/** The port itself, or any free one for 0. Throws when somebody has it already. */
function usablePort(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} is taken; choose another with --port N (0: any free one)`) : error),
    );
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
