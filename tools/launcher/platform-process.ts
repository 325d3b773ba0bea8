import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dieWithParent } from './postgres-binaries.js';

export interface ProcessPlan {
  readonly name: string;
  readonly root: string;
  /** api, judge or scorer. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFolder: string;
}

/** One process of the platform: started, watched until it says `ready`, stopped with SIGTERM. */
export class PlatformProcess {
  private child: ChildProcess;
  private tail = '';
  private stopping = false;
  readonly ready: Promise<void>;

  /** `onEnd` hears of an end that nobody asked for, with the last words. */
  constructor({ name, root, program, environment, logFolder }: ProcessPlan, onEnd: (name: string, tail: string) => void) {
    mkdirSync(logFolder, { recursive: true });
    const log = createWriteStream(join(logFolder, `${name}.log`), { flags: 'a' });
    const words = [...dieWithParent('KILL'), process.execPath, '--enable-source-maps', join(root, 'dist', 'apps', program, 'main.js')];
    // In a process group of its own: Ctrl-C is for the launcher, which then stops the parts in their order.
    const options = { cwd: root, detached: true, env: { ...process.env, ...environment } };
    this.child = spawn(words[0] as string, words.slice(1), { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    this.ready = new Promise((resolve, reject) => {
      const read = (data: Buffer) => {
        log.write(data);
        this.tail = (this.tail + data.toString()).slice(-3000);
        if (this.tail.includes('"msg":"ready"')) resolve();
      };
      this.child.stdout?.on('data', read);
      this.child.stderr?.on('data', read);
      this.child.on('error', reject);
      this.child.on('close', () => log.end());
      this.child.on('exit', () => {
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
