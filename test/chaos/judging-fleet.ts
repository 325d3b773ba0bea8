import { join } from 'node:path';
import { PlatformProcess } from '../../tools/launcher/platform-process.js';

/** Judges and scorers as the platform runs them, of which any may be killed and started again. */
export class JudgingFleet {
  private readonly members = new Map<string, PlatformProcess>();
  private readonly killed = new Set<number>();
  /** Ends that nobody here asked for. */
  readonly unexpected: string[] = [];

  constructor(
    private readonly root: string,
    private readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  async start(name: string): Promise<void> {
    const program = name.replace(/-.*$/, '');
    const member: PlatformProcess = new PlatformProcess(
      { name, root: this.root, program, environment: { ...this.environment, REGATTA_JUDGE_NAME: name }, logFolder: join(this.folder, 'logs') },
      (_, tail) => {
        if (!this.killed.has(member.pid)) this.unexpected.push(`${name}: ${tail}`);
      },
    );
    this.members.set(name, member);
    await member.ready;
  }

  /** As `kill -9`, then a new one in its place. */
  async killAndReplace(name: string): Promise<void> {
    const member = this.members.get(name);
    if (member === undefined) throw new Error(`no ${name}`);
    this.killed.add(member.pid);
    process.kill(member.pid, 'SIGKILL');
    await this.start(name);
  }

  /** As the operator does. */
  async stopAndReplace(name: string): Promise<void> {
    await this.members.get(name)?.stop();
    await this.start(name);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.members.values()].map((member) => member.stop()));
  }
}
