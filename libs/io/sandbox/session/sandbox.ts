import type Docker from 'dockerode';
import type { Duplex } from 'node:stream';
import { containerOptions, type SandboxPlan } from '../confinement/container-options.js';
import { removeContainer } from '../engine/remove-container.js';
import { SandboxFault } from '../engine/sandbox-fault.js';
import { within } from '../engine/within.js';
import { NamedPipes } from '../pipes/named-pipes.js';
import type { ContestantPipe, Death } from './contestant-pipe.js';
import { Demultiplexer } from './demultiplexer.js';

const ASK_MS = 20_000;
const NANOSECONDS_PER_MS = 1e6;
/** What open.sh says of pipes. */
const OPENED = 'open\n';

/**
 * One hardened container that waits for an entry. Its stream is read for as long as it lives, whatever is done with what
 * comes: an engine whose reader pauses locks the container, and then nothing answers about it any more.
 */
export class Sandbox implements ContestantPipe {
  onStdout: (bytes: Buffer) => void = () => undefined;
  onStderr: (bytes: Buffer) => void = () => undefined;
  onEnd: () => void = () => undefined;
  isOver = false;
  private destroyed: Promise<void> | undefined;

  private constructor(
    private readonly container: Docker.Container,
    private readonly stream: Duplex,
    readonly plan: SandboxPlan,
    readonly pipes: NamedPipes | null,
  ) {
    const parts = new Demultiplexer(
      (bytes) => this.onStdout(bytes),
      (bytes) => this.onStderr(bytes),
    );
    stream.on('data', (chunk: Buffer) => parts.push(chunk));
    const over = () => {
      if (this.isOver) return;
      this.isOver = true;
      this.onEnd();
    };
    stream.on('end', over).on('close', over).on('error', over);
  }

  static async start(engine: Docker, plan: SandboxPlan): Promise<Sandbox> {
    const pipes = plan.hasPipes ? await NamedPipes.make(plan.owner) : null;
    let container: Docker.Container | undefined;
    try {
      container = await within(ASK_MS, 'create a container', engine.createContainer(containerOptions(plan, pipes?.pipes ?? null)));
      const stream = await within(ASK_MS, 'attach to a container', container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true }));
      const sandbox = new Sandbox(container, stream as unknown as Duplex, plan, pipes);
      const opened = pipes === null ? Promise.resolve() : sandbox.hasOpened();
      await within(ASK_MS, 'start a container', container.start());
      await opened;
      return sandbox;
    } catch (error) {
      if (container !== undefined) await removeContainer(container);
      await pipes?.close();
      throw error;
    }
  }

  /** Its first program has the pipes open, so that nothing said on them is lost, and nobody's silence is anybody's fault but his own. */
  private hasOpened(): Promise<void> {
    return new Promise((resolve, reject) => {
      const refuse = (why: string) => {
        this.stream.destroy();
        reject(new SandboxFault('sandbox-failed', `a sandbox did not open its pipes: ${why}`, true));
      };
      let said = '';
      const timer = setTimeout(() => refuse(`no word within ${ASK_MS} ms`), ASK_MS);
      const listen = (bytes: Buffer) => {
        said += bytes.toString('utf8');
        if (!said.includes('\n')) return;
        clearTimeout(timer);
        this.onStdout = this.onStderr = this.onEnd = () => undefined;
        if (said === OPENED) resolve();
        else refuse(said.slice(0, 200));
      };
      this.onStdout = this.onStderr = listen;
      this.onEnd = () => listen(Buffer.from('ended\n'));
    });
  }

  write(text: string | Buffer): void {
    if (!this.isOver) this.stream.write(text);
  }

  async cpuMs(): Promise<number | null> {
    if (this.isOver) return null;
    const stats = await within(ASK_MS, 'count CPU', this.container.stats({ stream: false, 'one-shot': true }));
    return stats.cpu_stats.cpu_usage.total_usage / NANOSECONDS_PER_MS;
  }

  async death(): Promise<Death> {
    await within(ASK_MS, 'wait for a container', this.container.wait());
    const { State } = await within(ASK_MS, 'inspect a container', this.container.inspect());
    return { exitCode: State.ExitCode, outOfMemory: State.OOMKilled };
  }

  destroy(): Promise<void> {
    // The stream first: a container whose output nobody takes cannot be killed.
    this.isOver = true;
    this.stream.destroy();
    this.destroyed ??= removeContainer(this.container).finally(() => this.pipes?.close());
    return this.destroyed;
  }
}
