import type { Exchange } from '#core/orchestrator/plugin';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { LineReader } from '../session/line-reader.js';
import { type PipeLink, unlessFull, WAKE } from './named-pipes.js';
import { PipeWatch, STATES } from './pipe-watch.js';

type Failed = Extract<Exchange, { ok: false }>;

const MARK = Buffer.of(0);
const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 10;
const REST_MS = 0.05;
const MEGABYTE = 1024 * 1024;

/**
 * The thread's side of a pair of pipes: writes a question and sleeps in the kernel until the answer is there, so that a step costs what
 * it costs between any two processes. It never waits for ever: questions are written without waiting, and an answer that does not
 * come is ended by the session's thread, which wakes this one. Answers of any length take no more memory than one line may have.
 */
export class PipeTalk {
  private readonly watch: PipeWatch;
  private readonly questions: number;
  private readonly marks: number;
  private readonly answers: number;
  private readonly chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  private readonly lines: LineReader;
  private outcome: Exchange | null = null;

  constructor({ pipes, watch, answerBytes }: PipeLink) {
    this.watch = new PipeWatch(watch);
    // Both ends at once never waits for a partner; then the end that may wait has one.
    this.questions = openSync(pipes.questions, constants.O_RDWR | constants.O_NONBLOCK);
    this.marks = openSync(pipes.answers, constants.O_RDWR | constants.O_NONBLOCK);
    this.answers = openSync(pipes.answers, constants.O_RDONLY);
    this.lines = new LineReader(
      answerBytes,
      (line, isMore) => {
        this.outcome ??= isMore ? failed('protocol-error', 'more than one line was said in answer to one') : { ok: true, line };
      },
      () => {
        this.outcome ??= failed('output-limit', `one line of more than ${answerBytes / MEGABYTE} MiB`);
      },
    );
  }

  /** Null: the session ended it, and knows why. */
  exchange(line: string): Exchange | null {
    if (this.watch.state !== STATES.talking) return null;
    if (!this.isQuiet()) return this.watch.state === STATES.talking ? failed('protocol-error', 'the plugin spoke without being asked') : null;
    this.outcome = null;
    this.watch.asked();
    this.ask(Buffer.from(`${line}\n`));
    while (this.outcome === null && this.hear());
    this.watch.answered();
    return this.outcome;
  }

  close(): void {
    for (const file of [this.questions, this.marks, this.answers]) closeSync(file);
  }

  /** A mark of our own behind whatever is in the pipe: when nothing is, it comes back alone. So nobody has to ask the kernel what there is. */
  private isQuiet(): boolean {
    if (unlessFull(() => writeSync(this.marks, MARK)) === null) return false;
    return readSync(this.answers, this.chunk) === MARK.length;
  }

  private ask(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && this.watch.state === STATES.talking; ) {
      const written = unlessFull(() => writeSync(this.questions, bytes, at));
      if (written === null) this.watch.rest(REST_MS);
      else at += written;
    }
  }

  /** Sleeps until something was said. False: it is over, and what it said before was not a whole line. */
  private hear(): boolean {
    const count = readSync(this.answers, this.chunk);
    const { state } = this.watch;
    if (state === STATES.cut) return false;
    const isOver = state === STATES.ended && this.chunk[count - 1] === WAKE;
    const said = this.chunk.subarray(0, isOver ? count - 1 : count);
    if (said.length === 0) return !isOver;
    // Nearly always a whole answer at once: the same as what the reader of lines would make of it.
    if (this.lines.isEmpty && said.indexOf(NEWLINE) === said.length - 1) this.outcome ??= { ok: true, line: said.toString('utf8', 0, said.length - 1) };
    else this.lines.push(Buffer.from(said));
    return !isOver;
  }
}

const failed = (failure: Failed['failure'], cause: string): Failed => ({ ok: false, failure, cause });
