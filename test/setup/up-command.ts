import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../commands/command-line.js';

/** `./regatta up` as somebody types it. */
export class UpCommand {
  output = '';
  private constructor(
    readonly child: ChildProcess,
    private readonly data: string,
  ) {
    const read = (chunk: Buffer) => (this.output += chunk.toString());
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  }

  static start(data: string, options: { readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv; readonly uid?: number } = {}): UpCommand {
    const { args = ['--port', '0'], env = process.env, uid } = options;
    const child = spawn(join(ROOT, 'regatta'), ['up', ...args, '--data', data], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...env, DATABASE_URL: env['DATABASE_URL'] ?? '', REDIS_URL: env['REDIS_URL'] ?? '' },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    return new UpCommand(child, data);
  }

  /** The address and token it prints once it is up. */
  async address(): Promise<{ readonly url: string; readonly token: string }> {
    const [, url, token] = await this.says(/(https?:\/\/[^\s/]+)\/#token=(\S+)/);
    return { url: url as string, token: token as string };
  }

  /** Resolves when it has printed something of this kind. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output);
      if (found !== null) return found;
      if (this.child.exitCode !== null || this.child.signalCode !== null) throw new Error(`./regatta up ended:\n${this.output}`);
      await sleep(20);
    }
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
    return this.child.exitCode;
  }

  /** Processes that belong to it, by its data folder: the server's arguments and the others' addresses have it. */
  processes(program = ''): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && Number(name) !== this.child.pid)
      .map(Number)
      .filter((pid) => {
        const command = contentOf(`/proc/${pid}/cmdline`);
        return command.includes(program) && (command.includes(this.data) || contentOf(`/proc/${pid}/environ`).includes(`REGATTA_DATA_DIR=${this.data}`));
      });
  }

  async nothingRuns(): Promise<void> {
    while (this.processes().length > 0) await sleep(50);
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
