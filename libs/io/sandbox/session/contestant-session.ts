import type { Exchange, ProcessFailure } from '#core/orchestrator/plugin';
import { type SessionBudget, USUAL_BUDGET } from '../confinement/sandbox-limits.js';
import type { PipeLink } from '../pipes/named-pipes.js';
import { STATES } from '../pipes/pipe-watch.js';
import { causeOf } from './cause-of-death.js';
import { Complaints } from './complaints.js';
import type { ContestantPipe } from './contestant-pipe.js';
import { LineReader } from './line-reader.js';

const CPU_POLL_MS = 500;
const WALL_POLL_MS = 100;
const MEGABYTE = 1024 * 1024;

export type Failed = Extract<Exchange, { ok: false }>;

/**
 * One conversation with one process: a line out, a line back, until one of them is done. Whatever ends it early ends the process
 * too, and what still comes is read and thrown away. After a failure every exchange gives that failure.
 *
 * Where the process has pipes of its own, the thread that replays talks on them without the session, which keeps the limits: it looks
 * at their watch, counts CPU, hears of deaths, and ends the talk.
 */
export class ContestantSession {
  private waiting: ((answer: Exchange) => void) | null = null;
  private failed: Failed | null = null;
  private over = false;
  private gone = false;
  private wallMs = 0;
  private exchanges = 0;
  private readonly complaints = new Complaints();
  private readonly lines: LineReader;
  private readonly timers: readonly NodeJS.Timeout[];

  constructor(
    private readonly pipe: ContestantPipe,
    private readonly budget: SessionBudget = USUAL_BUDGET,
  ) {
    this.lines = new LineReader(
      budget.answerBytes,
      (line, isMore) => this.said(line, isMore),
      () => this.fail('output-limit', `one line of more than ${budget.answerBytes / MEGABYTE} MiB`),
    );
    // With pipes, nothing that the protocol knows of comes this way.
    pipe.onStdout = (bytes) => (this.pipe.pipes === null ? this.heard(bytes) : this.complained(bytes));
    pipe.onStderr = (bytes) => this.complained(bytes);
    pipe.onEnd = () => void this.died();
    const poll = (ms: number, act: () => void) => setInterval(act, ms).unref();
    this.timers = [poll(CPU_POLL_MS, () => void this.countCpu()), ...(pipe.pipes === null ? [] : [poll(WALL_POLL_MS, () => this.watchWall())])];
  }

  /** For the thread that talks on the process's own pipes; null: it has none, and is talked to by `exchange`. */
  get link(): PipeLink | null {
    return this.pipe.pipes?.link(this.budget.answerBytes) ?? null;
  }

  /** What it wrote to standard error, its beginning. For people; nothing depends on it. */
  get stderr(): string {
    return this.complaints.shown;
  }

  async exchange(line: string): Promise<Exchange> {
    if (this.failed !== null) return this.failed;
    const allowedMs = this.allowedMs(this.exchanges++, this.wallMs);
    const started = performance.now();
    const answer = new Promise<Exchange>((resolve) => {
      this.waiting = resolve;
    });
    const timer = setTimeout(() => this.late(), Math.max(1, allowedMs));
    this.pipe.write(`${line}\n`);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      this.wallMs += performance.now() - started;
    }
  }

  /** Why the talk on the pipes ended: what the thread found wrong with an answer, or null when it was told that it is over. Gives it when the process is gone. */
  async ended(found: Failed | null): Promise<Failed> {
    if (this.over) return { ok: false, failure: 'platform-error', cause: 'the conversation is over' };
    if (found !== null) this.fail(found.failure, found.cause);
    if (this.failed !== null && this.gone) return this.failed;
    return (await new Promise<Exchange>((resolve) => {
      this.waiting = resolve;
    })) as Failed;
  }

  /** The end of a conversation that went well, or of one that nobody wants any more. */
  async close(): Promise<void> {
    this.over = true;
    this.stopTimers();
    this.pipe.pipes?.end(STATES.cut);
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
    this.complaints.add(bytes);
    if (this.complaints.bytes > this.budget.stderrBytes) this.fail('output-limit', `more than ${this.budget.stderrBytes / MEGABYTE} MiB on standard error`);
  }

  private allowedMs(exchanges: number, waitedMs: number): number {
    return Math.min(exchanges === 0 ? this.budget.startWallMs : this.budget.answerWallMs, this.budget.totalWallMs - waitedMs);
  }

  private late(exchanges = this.exchanges, waitedMs = this.wallMs): void {
    const { totalWallMs } = this.budget;
    const isInAll = this.allowedMs(exchanges - 1, 0) > totalWallMs - waitedMs;
    const allowedMs = isInAll ? totalWallMs : this.allowedMs(exchanges - 1, 0);
    this.fail('timed-out', `no answer within ${(allowedMs / 1000).toFixed(0)} s${isInAll ? ' of waiting in all' : ''}`);
  }

  private watchWall(): void {
    const watch = this.pipe.pipes?.watch;
    const openMs = watch?.openMs ?? null;
    if (watch === undefined || openMs === null) return;
    const allowedMs = this.allowedMs(watch.exchanges - 1, watch.waitedMs);
    if (openMs > allowedMs) this.late(watch.exchanges, watch.waitedMs);
  }

  private async countCpu(): Promise<void> {
    const used = await this.pipe.cpuMs().catch(() => null);
    if (used !== null && used > this.budget.cpuMs) this.fail('timed-out', `more than ${this.budget.cpuMs / 1000} s of CPU, all its processes together`);
  }

  /** It ended although nobody ended it. */
  private async died(): Promise<void> {
    if (this.over || this.failed !== null) return;
    try {
      const [failure, cause] = causeOf(await this.pipe.death(), this.complaints.text);
      this.fail(failure, cause, STATES.ended);
    } catch (error) {
      this.fail('platform-error', `the process ended, and the host does not know how: ${(error as Error).message}`);
    }
  }

  private fail(failure: ProcessFailure, cause: string, state: typeof STATES.ended | typeof STATES.cut = STATES.cut): void {
    if (this.over || this.failed !== null) return;
    this.failed = { ok: false, failure, cause };
    this.stopTimers();
    this.pipe.pipes?.end(state);
    // Gone before the verdict is told: whoever hears it may count on the machine being free.
    void this.pipe
      .destroy()
      .catch(() => undefined)
      .then(() => {
        this.gone = true;
        this.waiting?.(this.failed as Failed);
        this.waiting = null;
      });
  }

  private stopTimers(): void {
    for (const timer of this.timers) clearInterval(timer);
  }
}
