import type { Exchange, ProcessFailure } from '#core/orchestrator/plugin';
import { type SessionBudget, USUAL_BUDGET } from '../confinement/sandbox-limits.js';
import type { ContestantPipe, Death } from './contestant-pipe.js';
import { LineReader } from './line-reader.js';

const CPU_POLL_MS = 500;
const STDERR_KEPT = 64 * 1024;
const MEGABYTE = 1024 * 1024;

type Failed = Extract<Exchange, { ok: false }>;

/**
 * One conversation with one process: a line out, a line back, until one of them is done. Whatever ends it early ends the process
 * too, and what still comes is read and thrown away. After a failure every exchange gives that failure.
 */
export class ContestantSession {
  private waiting: ((answer: Exchange) => void) | null = null;
  private failed: Failed | null = null;
  private over = false;
  private wallMs = 0;
  private exchanges = 0;
  private stderrBytes = 0;
  private stderrText = '';
  private readonly lines: LineReader;
  private readonly cpuTimer: NodeJS.Timeout;

  constructor(
    private readonly pipe: ContestantPipe,
    private readonly budget: SessionBudget = USUAL_BUDGET,
  ) {
    this.lines = new LineReader(
      budget.answerBytes,
      (line, isMore) => this.said(line, isMore),
      () => this.fail('output-limit', `one line of more than ${budget.answerBytes / MEGABYTE} MiB`),
    );
    pipe.onStdout = (bytes) => this.heard(bytes);
    pipe.onStderr = (bytes) => this.complained(bytes);
    pipe.onEnd = () => void this.died();
    this.cpuTimer = setInterval(() => void this.countCpu(), CPU_POLL_MS).unref();
  }

  /** What it wrote to standard error, its beginning. For people; nothing depends on it. */
  get stderr(): string {
    return this.stderrBytes > STDERR_KEPT ? `${this.stderrText}\n… ${this.stderrBytes - STDERR_KEPT} more bytes` : this.stderrText;
  }

  async exchange(line: string): Promise<Exchange> {
    if (this.failed !== null) return this.failed;
    const isFirst = this.exchanges++ === 0;
    const allowedMs = Math.min(isFirst ? this.budget.startWallMs : this.budget.answerWallMs, this.budget.totalWallMs - this.wallMs);
    const started = performance.now();
    const answer = new Promise<Exchange>((resolve) => {
      this.waiting = resolve;
    });
    const timer = setTimeout(() => this.fail('timed-out', `no answer within ${(allowedMs / 1000).toFixed(0)} s`), Math.max(1, allowedMs));
    this.pipe.write(`${line}\n`);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      this.wallMs += performance.now() - started;
    }
  }

  /** The end of a conversation that went well, or of one that nobody wants any more. */
  async close(): Promise<void> {
    this.over = true;
    clearInterval(this.cpuTimer);
    await this.pipe.destroy();
  }

  private heard(bytes: Buffer): void {
    if (this.over || this.failed !== null) return;
    if (this.waiting === null) this.fail('protocol-error', 'the plugin spoke without being asked');
    else this.lines.push(bytes);
  }

  private said(line: string, isMore: boolean): void {
    const { waiting } = this;
    if (this.failed !== null || waiting === null) return;
    if (isMore) return this.fail('protocol-error', 'more than one line was said in answer to one');
    this.waiting = null;
    waiting({ ok: true, line });
  }

  private complained(bytes: Buffer): void {
    if (this.over || this.failed !== null) return;
    if (this.stderrBytes < STDERR_KEPT) this.stderrText += bytes.subarray(0, STDERR_KEPT - this.stderrBytes).toString('utf8');
    this.stderrBytes += bytes.length;
    if (this.stderrBytes > this.budget.stderrBytes) this.fail('output-limit', `more than ${this.budget.stderrBytes / MEGABYTE} MiB on standard error`);
  }

  private async countCpu(): Promise<void> {
    const used = await this.pipe.cpuMs().catch(() => null);
    if (used !== null && used > this.budget.cpuMs) this.fail('timed-out', `more than ${this.budget.cpuMs / 1000} s of CPU, all its processes together`);
  }

  /** It ended although nobody ended it. */
  private async died(): Promise<void> {
    if (this.over || this.failed !== null) return;
    try {
      const [failure, cause] = causeOf(await this.pipe.death(), this.stderrText);
      this.fail(failure, cause);
    } catch (error) {
      this.fail('platform-error', `the process ended, and the host does not know how: ${(error as Error).message}`);
    }
  }

  private fail(failure: ProcessFailure, cause: string): void {
    if (this.over || this.failed !== null) return;
    this.failed = { ok: false, failure, cause };
    clearInterval(this.cpuTimer);
    // Gone before the verdict is told: whoever hears it may count on the machine being free.
    void this.pipe
      .destroy()
      .catch(() => undefined)
      .then(() => {
        this.waiting?.(this.failed as Failed);
        this.waiting = null;
      });
  }
}

const KILLED = 137;
const ABORTED = 134;

function causeOf({ exitCode, outOfMemory }: Death, stderr: string): [ProcessFailure, string] {
  // A child may have been killed for memory and its parent have gone on to end by itself.
  if (outOfMemory && exitCode === KILLED) return ['out-of-memory', 'killed for using more memory than its limit'];
  if (exitCode === ABORTED && stderr.includes('JavaScript heap out of memory')) return ['out-of-memory', 'the JavaScript heap is full'];
  const last = lastLine(stderr);
  return ['crashed', `the process ended with code ${exitCode ?? 'unknown'}${last === '' ? '' : `: ${last}`}`];
}

const QUOTED = 200;

/** What a person would look at first, without anything that a terminal obeys. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const error = [...lines].reverse().find((line) => /^\s*[\w.]*(Error|Exception)\b/.test(line)) ?? lines.at(-1) ?? '';
  // oxlint-disable-next-line no-control-regex
  return error
    .trim()
    .slice(0, QUOTED)
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '?');
}
