import { type ChildProcess, spawn } from 'node:child_process';
import type { ContestantPipe, Death } from './contestant-pipe.js';

/** A process of this machine without any walls around it: for one's own plugin on one's own machine, never for somebody else's. */
export class ChildPipe implements ContestantPipe {
  readonly pipes = null;
  onStdout: (bytes: Buffer) => void = () => undefined;
  onStderr: (bytes: Buffer) => void = () => undefined;
  onEnd: () => void = () => undefined;
  private readonly child: ChildProcess;
  private readonly ended: Promise<Death>;

  constructor(command: readonly string[], options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> }) {
    const [program = '', ...words] = command;
    // A group of its own, so that its children can be ended with it.
    this.child = spawn(program, words, { ...options, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    this.child.stdout?.on('data', (bytes: Buffer) => this.onStdout(bytes));
    this.child.stderr?.on('data', (bytes: Buffer) => this.onStderr(bytes));
    this.child.stdin?.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.onStderr(Buffer.from(`${program}: ${error.message}\n`));
        resolve({ exitCode: 127, outOfMemory: false });
      });
      this.child.once('close', (exitCode) => resolve({ exitCode, outOfMemory: false }));
    });
    void this.ended.then(() => this.onEnd());
  }

  write(text: string | Buffer): void {
    this.child.stdin?.write(text);
  }

  cpuMs(): Promise<null> {
    return Promise.resolve(null);
  }

  death(): Promise<Death> {
    return this.ended;
  }

  async destroy(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      return;
    }
    await this.ended;
  }
}
