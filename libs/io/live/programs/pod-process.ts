import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { AgentBackoff, AgentProbe, PhaseReport, PodOrder } from './agent-messages.js';
import { isHealthy } from './client.js';
import { monotonicUs } from './lines.js';
import type { PodStats, Routes } from './plan.js';
import { startWorkload } from './start-workload.js';

const KILLED = 137;
const NO_STATS: PodStats = { cpuUs: 0, memoryBytes: 0, finished: 0, inService: 0, backlog: 0 };

export interface PodHost {
  report(phase: PhaseReport): void;
  readonly routes: Routes;
  /** Chance of a start to crash by a fault under way, thousandths. */
  crashMilli(app: string): number;
  gone(pod: number): void;
}

/** One pod on its node: its process, its probes, its restarts, its end. */
export class PodProcess {
  stats: PodStats = NO_STATS;
  private cpuBefore = 0;
  private finishedBefore = 0;
  private child: ChildProcess | undefined;
  private ready = false;
  private restarts = 0;
  private failures = 0;
  private startedUs = 0;
  private stopping = false;
  private killReason: string | null = null;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    readonly order: PodOrder,
    private readonly host: PodHost,
  ) {}

  /** CPU time and finished requests of all its processes so far. */
  get total(): PodStats {
    return { ...this.stats, cpuUs: this.cpuBefore + this.stats.cpuUs, finished: this.finishedBefore + this.stats.finished };
  }

  start(): void {
    if (this.stopping) return;
    this.report('starting', 0, 'Created');
    const doomed = this.isDoomed();
    const port = this.order.workload.port;
    const child = startWorkload({ ...this.order.workload, doomed });
    this.child = child;
    this.startedUs = monotonicUs();
    child.on('message', (message: { stats?: PodStats }) => message.stats !== undefined && this.measured(message.stats));
    child.once('spawn', () => {
      child.send({ routes: this.host.routes });
      this.report('running', 0, 'Started');
      this.beginProbes(child, port);
    });
    child.once('error', () => this.ended(child, 1, 'StartError'));
    child.once('exit', (code, signal) => this.ended(child, code ?? (signal === 'SIGTERM' ? 143 : KILLED), signal === null ? 'Completed' : 'Killed'));
  }

  send(message: object): void {
    if (this.child?.connected === true) this.child.send(message, () => undefined);
  }

  stop(graceUs: number, preStopUs: number): void {
    if (this.stopping) return;
    this.stopping = true;
    if (this.child === undefined) return this.release('Stopped');
    this.after(Math.min(graceUs, preStopUs), () => this.child?.kill('SIGTERM'));
    this.after(graceUs, () => this.child?.kill('SIGKILL'));
  }

  /** Kills the process as an accident would: the restart rule decides what follows. */
  kill(reason: string): void {
    this.killReason = reason;
    this.child?.kill('SIGKILL');
  }

  private isDoomed(): boolean {
    const chance = this.order.crashMilli + this.host.crashMilli(this.order.workload.app);
    const draw = createHash('sha256').update(`${this.order.salt}/${this.restarts}`).digest().readUInt32BE(0);
    return draw % 1000 < chance;
  }

  private measured(stats: PodStats): void {
    this.stats = stats;
    const { memoryLimitBytes } = this.order;
    if (memoryLimitBytes !== null && stats.memoryBytes > memoryLimitBytes) this.kill('OOMKilled');
  }

  private ended(child: ChildProcess, exitCode: number, how: string): void {
    if (this.child !== child) return;
    this.child = undefined;
    this.cpuBefore += this.stats.cpuUs;
    this.finishedBefore += this.stats.finished;
    this.stats = NO_STATS;
    this.ready = false;
    this.clearTimers();
    const reason = this.killReason ?? (exitCode === 0 ? 'Completed' : how === 'Completed' ? 'Error' : how);
    this.killReason = null;
    if (this.stopping) return this.release(exitCode === KILLED ? 'Killed after the grace period' : 'Stopped');
    const { policy, backoff } = this.order.restart;
    if (policy === 'never' || (policy === 'on-failure' && exitCode === 0)) {
      this.host.gone(this.order.pod);
      return this.report(exitCode === 0 ? 'succeeded' : 'failed', exitCode, reason);
    }
    if (monotonicUs() - this.startedUs >= backoff.resetAfterUs) this.failures = 0;
    this.failures++;
    this.restarts++;
    this.report('restarting', exitCode, reason);
    this.after(backoffUs(backoff, this.failures), () => this.start());
  }

  private release(reason: string): void {
    this.clearTimers();
    this.host.gone(this.order.pod);
    this.report('gone', 0, reason);
  }

  private beginProbes(child: ChildProcess, port: number): void {
    const { startup, readiness, liveness } = this.order;
    const rest = (): void => {
      if (liveness !== null) this.probe(child, port, liveness, null, () => this.kill('LivenessProbeFailed'));
      if (readiness === null) this.setReady(true);
      else
        this.probe(
          child,
          port,
          readiness,
          () => this.setReady(true),
          () => this.setReady(false),
        );
    };
    if (startup === null) return rest();
    this.probe(child, port, { ...startup, successThreshold: 1 }, rest, () => this.kill('StartupProbeFailed'), true);
  }

  /** Asks again and again; tells after so many good or bad answers in a row. */
  private probe(child: ChildProcess, port: number, rule: AgentProbe, good: (() => void) | null, bad: () => void, once = false): void {
    let [goods, bads] = [0, 0];
    const ask = async (): Promise<void> => {
      const ok = await isHealthy('127.0.0.1', port, rule.timeoutUs / 1000);
      if (this.child !== child) return;
      goods = ok ? goods + 1 : 0;
      bads = ok ? 0 : bads + 1;
      if (goods >= rule.successThreshold && ok) {
        good?.();
        if (once) return;
      }
      if (bads >= rule.failureThreshold && !this.stopping) {
        bad();
        if (once) return;
      }
      this.after(rule.periodUs, () => void ask());
    };
    this.after(rule.initialDelayUs, () => void ask());
  }

  private setReady(ready: boolean): void {
    if (this.ready === ready) return;
    this.ready = ready;
    this.report(ready ? 'ready' : 'unready', 0, ready ? 'Ready' : 'ReadinessProbeFailed');
  }

  private report(phase: PhaseReport['phase'], exitCode: number, reason: string): void {
    this.host.report({ pod: this.order.pod, phase, exitCode, restarts: this.restarts, reason, atUs: monotonicUs() });
  }

  private after(us: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, us / 1000);
    this.timers.add(timer);
  }

  private clearTimers(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}

/** Wait after the n-th failure in a row, n from 1. */
export function backoffUs(rule: AgentBackoff, failures: number): number {
  let wait = rule.firstUs;
  for (let i = 1; i < failures && wait < rule.maxUs; i++) wait *= rule.factor;
  return Math.min(wait, Math.max(rule.maxUs, rule.firstUs));
}
