import { type ChildProcess, spawn } from 'node:child_process';
import type { PodToRun, Probe } from '#core/cluster';
import { isHealthy } from '../../../../libs/io/live/programs/client.js';
import { WORK_PORT } from '../../../../libs/io/live/programs/plan.js';
import { inNamespace } from './pod-network.js';

const KILLED = 137;

/** One pod on its node: the process that its image says, in a network of its own; probed, restarted, stopped. */
export class PodRunner {
  private child: ChildProcess | undefined;
  private restarts = 0;
  private ready = false;
  private stopping = false;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    readonly pod: PodToRun,
    readonly uid: string,
    readonly ip: string,
    private readonly image: { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> },
    private readonly report: (phase: string, exitCode: number, restarts: number, reason: string) => void,
  ) {}

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  start(): void {
    this.report('starting', 0, this.restarts, 'Created');
    const [program = '', ...args] = inNamespace(this.pod.id, this.image.command);
    const child = spawn(program, args, { env: this.image.env, stdio: ['ignore', 'ignore', 'inherit'] });
    this.child = child;
    child.once('spawn', () => {
      this.report('running', 0, this.restarts, 'Started');
      this.beginProbes(child);
    });
    child.once('exit', (code, signal) => this.ended(child, code ?? (signal === 'SIGTERM' ? 143 : KILLED)));
  }

  stop(graceUs: number, preStopUs: number): void {
    if (this.stopping) return;
    this.stopping = true;
    if (this.child === undefined) return this.gone();
    this.after(Math.min(graceUs, preStopUs), () => this.child?.kill('SIGTERM'));
    this.after(graceUs, () => this.child?.kill('SIGKILL'));
  }

  kill(): void {
    this.child?.kill('SIGKILL');
  }

  private ended(child: ChildProcess, exitCode: number): void {
    if (this.child !== child) return;
    this.child = undefined;
    this.ready = false;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    if (this.stopping) return this.gone();
    const { policy } = this.pod.restart;
    if (policy === 'never' || (policy === 'on-failure' && exitCode === 0))
      return this.report(exitCode === 0 ? 'succeeded' : 'failed', exitCode, this.restarts, exitCode === 0 ? 'Completed' : 'Error');
    this.restarts++;
    this.report('restarting', exitCode, this.restarts, 'Error');
    // The first restart is at once, those after it wait longer and longer.
    this.after(this.restarts === 1 ? 0 : Math.min(300e6, 10e6 * 2 ** (this.restarts - 2)), () => this.start());
  }

  private gone(): void {
    this.report('gone', 0, this.restarts, 'Stopped');
  }

  private beginProbes(child: ChildProcess): void {
    const { startup, readiness, liveness } = this.pod;
    const rest = (): void => {
      if (liveness !== null) this.probe(child, liveness, (ok) => ok || this.kill());
      if (readiness === null) this.setReady(true);
      else this.probe(child, readiness, (ok) => this.setReady(ok));
    };
    if (startup === null) rest();
    else this.probe(child, startup, (ok) => (ok ? rest() : this.kill()), true);
  }

  private probe(child: ChildProcess, rule: Probe, use: (ok: boolean) => void, once = false): void {
    let [goods, bads] = [0, 0];
    const ask = async (): Promise<void> => {
      const ok = await isHealthy(this.ip, WORK_PORT, rule.timeoutUs / 1000);
      if (this.child !== child) return;
      goods = ok ? goods + 1 : 0;
      bads = ok ? 0 : bads + 1;
      const isSure = ok ? goods >= rule.successThreshold : bads >= rule.failureThreshold;
      if (isSure) use(ok);
      if (!(isSure && once)) this.after(rule.periodUs, () => void ask());
    };
    this.after(rule.initialDelayUs, () => void ask());
  }

  private setReady(ready: boolean): void {
    if (this.ready === ready) return;
    this.ready = ready;
    this.report(ready ? 'ready' : 'unready', 0, this.restarts, ready ? 'Ready' : 'ReadinessProbeFailed');
  }

  private after(us: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, us / 1000);
    this.timers.add(timer);
  }
}
