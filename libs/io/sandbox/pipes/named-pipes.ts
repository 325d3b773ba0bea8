import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { makePipes, type PipeFolder, removePipes } from './pipe-folder.js';
import { PipeWatch, type PipeState, type SharedWatch, STATES } from './pipe-watch.js';

/** What the thread that talks needs: plain data. */
export interface PipeLink {
  readonly pipes: PipeFolder;
  readonly watch: SharedWatch;
  readonly answerBytes: number;
}

/** Neither read nor written, these keep both ends of both pipes there: nobody's open waits for a partner, and nobody reads an end before the end. */
const KEEP_OPEN = constants.O_RDWR | constants.O_NONBLOCK;
/** Wakes a thread that waits for an answer. No line of a conversation holds it, and who talks knows that it is over before it comes. */
export const WAKE = 0;
const WAKE_AGAIN_MS = 5;

/** The session's side of a pair of pipes: makes them, keeps them open, ends the talk on them and takes them away. */
export class NamedPipes {
  readonly watch = new PipeWatch();
  private readonly open: readonly number[];
  private closed = false;

  private constructor(readonly pipes: PipeFolder) {
    this.open = [openSync(pipes.questions, KEEP_OPEN), openSync(pipes.answers, KEEP_OPEN)];
  }

  static async make(owner: string): Promise<NamedPipes> {
    const pipes = await makePipes(owner);
    try {
      return new NamedPipes(pipes);
    } catch (error) {
      await removePipes(pipes);
      throw error;
    }
  }

  link(answerBytes: number): PipeLink {
    return { pipes: this.pipes, watch: this.watch.shared, answerBytes };
  }

  /** Nothing more is said: the thread that waits for an answer is woken. */
  end(state: Exclude<PipeState, 0>): void {
    if (this.watch.state < state) this.watch.state = state;
    this.wake();
  }

  /** A full pipe keeps nobody asleep now, but may when it has been read. */
  private wake(): void {
    if (this.closed || unlessFull(() => writeSync(this.open[1] as number, Buffer.of(WAKE))) !== null) return;
    setTimeout(() => this.wake(), WAKE_AGAIN_MS).unref();
  }

  /** For trying them out: a question as it is, and what was answered so far. */
  write(text: string): void {
    writeSync(this.open[0] as number, text);
  }

  read(): string {
    const bytes = Buffer.alloc(4096);
    const count = unlessFull(() => readSync(this.open[1] as number, bytes)) ?? 0;
    return bytes.toString('utf8', 0, count);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.end(STATES.cut);
    this.closed = true;
    for (const file of this.open) closeSync(file);
    await removePipes(this.pipes);
  }
}

/** Null: the pipe is full, or empty, and this end does not wait. */
export function unlessFull<T>(act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null;
    throw error;
  }
}
