import type Docker from 'dockerode';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { containerOptions, type SandboxPlan } from '../confinement/container-options.js';
import { isGone, within } from '../engine/within.js';
import type { ContestantPipe, Death } from './contestant-pipe.js';
import { Demultiplexer } from './demultiplexer.js';

const ASK_MS = 20_000;
const NANOSECONDS_PER_MS = 1e6;

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
    const container = await within(ASK_MS, 'create a container', engine.createContainer(containerOptions(plan)));
    try {
      const stream = await within(ASK_MS, 'attach to a container', container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true }));
      const sandbox = new Sandbox(container, stream as unknown as Duplex, plan);
      await within(ASK_MS, 'start a container', container.start());
      return sandbox;
    } catch (error) {
      await remove(container);
      throw error;
    }
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
    this.destroyed ??= remove(this.container);
    return this.destroyed;
  }
}

const TRIES = 5;
const BETWEEN_TRIES_MS = 1000;

/** An engine that is busy says that it could not kill it, and can a moment later. */
async function remove(container: Docker.Container): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await within(ASK_MS, 'remove a container', container.remove({ force: true, v: true }));
    } catch (error) {
      if (isGone(error)) return;
      if (tries === TRIES) throw error;
      await sleep(BETWEEN_TRIES_MS);
    }
  }
}
