import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dieWithParent } from './postgres-binaries.js';

/** One process of the platform (api, judge, scorer): started, watched until it says `ready`, stopped with SIGTERM. */
export class PlatformProcess {
  private child: ChildProcess;
  private tail = '';
  private stopping = false;
  readonly ready: Promise<void>;

  constructor(
    readonly name: string,
    root: string,
    program: string,
    environment: Readonly<Record<string, string>>,
    logFolder: string,
    onEnd: (name: string, tail: string) => void,
  ) {
    mkdirSync(logFolder, { recursive: true });
    const log = createWriteStream(join(logFolder, `${name}.log`), { flags: 'a' });
    const words = [...dieWithParent('KILL'), process.execPath, '--enable-source-maps', join(root, 'dist', 'apps', program, 'main.js')];
    this.child = spawn(words[0] as string, words.slice(1), { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
    this.ready = new Promise((resolve, reject) => {
      const read = (data: Buffer) => {
        log.write(data);
        this.tail = (this.tail + data.toString()).slice(-3000);
        if (this.tail.includes('"msg":"ready"')) resolve();
      };
      this.child.stdout?.on('data', read);
      this.child.stderr?.on('data', read);
      this.child.on('error', reject);
      this.child.on('exit', () => {
        log.end();
        reject(new Error(`${name} ended before it was ready:\n${this.tail}`));
        if (!this.stopping) onEnd(name, this.tail);
      });
    });
    this.ready.catch(() => undefined);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 8_000);
    await ended;
    clearTimeout(timer);
  }
}
