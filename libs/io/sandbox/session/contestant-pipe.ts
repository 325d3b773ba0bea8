import type { NamedPipes } from '../pipes/named-pipes.js';

/** How a contestant's process died: what the host can see of it. */
export interface Death {
  readonly exitCode: number | null;
  readonly outOfMemory: boolean;
}

/** Both ends of a contestant's process, wherever it runs. */
export interface ContestantPipe {
  /** Pipes of its own that its conversation goes through, instead of `write` and `onStdout`; null: none. */
  readonly pipes: NamedPipes | null;
  write(text: string | Buffer): void;
  /** What it says, as it comes. To be set before anything is written. */
  onStdout: (bytes: Buffer) => void;
  onStderr: (bytes: Buffer) => void;
  /** It ended by itself. */
  onEnd: () => void;
  /** Milliseconds of CPU that all its processes took so far; null: not to be had. */
  cpuMs(): Promise<number | null>;
  /** Of a process that ended. */
  death(): Promise<Death>;
  /** Ends it whatever it does, and takes everything of it away. Done twice is done once. */
  destroy(): Promise<void>;
}
