import type { MarathonHealthCheck } from '#core/entry/mesos';
import type { StepContext } from '../../master/step-context.js';
import type { Instance } from '../instances/instance.js';

/** What follows from the health of an instance. */
export interface HealthListener {
  healthChanged(instance: Instance): void;
  killUnhealthy(instance: Instance, failures: number): void;
}

interface Watch {
  readonly pod: number;
  /** First check of the task. */
  readonly firstCheckUs: number;
  readonly startedUs: number;
  cancelKill: () => void;
  cancelSilence: () => void;
}

const nothing = (): void => undefined;

/**
 * Marathon's own health checks (HTTP, TCP). The agent tells when a check changes its answer; that it stays the same is known from the
 * interval, so consecutive failures are counted without being told. Failures within the grace period do not count before the first success.
 */
export class HealthWatch {
  private readonly watches = new Map<Instance, Watch>();

  constructor(
    private readonly context: StepContext,
    private readonly listener: HealthListener,
  ) {}

  /** The task runs: its checks begin. */
  started(instance: Instance): void {
    const check = ofMarathon(instance);
    if (check === null) return;
    const { nowUs } = this.context;
    this.forget(instance);
    const watch: Watch = { pod: instance.pod, firstCheckUs: nowUs + check.delayUs, startedUs: nowUs, cancelKill: nothing, cancelSilence: nothing };
    this.watches.set(instance, watch);
    this.failFrom(instance, watch, check, nextCheck(watch, check, nowUs + check.gracePeriodUs));
  }

  /** The task answers. */
  passed(instance: Instance): void {
    const watch = this.watches.get(instance);
    watch?.cancelKill();
    watch?.cancelSilence();
    this.set(instance, true);
  }

  /** A check has failed. */
  failed(instance: Instance): void {
    this.set(instance, false);
    const watch = this.watches.get(instance);
    const check = ofMarathon(instance);
    if (watch !== undefined && check !== null) this.failFrom(instance, watch, check, this.context.nowUs);
  }

  /** Nothing on the agent can be reached: its next check fails, by its timeout. */
  silent(instance: Instance, sinceUs: number): void {
    const watch = this.watches.get(instance);
    const check = ofMarathon(instance);
    if (watch === undefined || check === null) return;
    const atUs = Math.max(this.context.nowUs, nextCheck(watch, check, sinceUs) + check.timeoutUs);
    watch.cancelSilence();
    watch.cancelSilence = this.context.timers.at(atUs, () => this.failed(instance));
  }

  /** It can be reached again. */
  heard(instance: Instance): void {
    this.watches.get(instance)?.cancelSilence();
    if (!instance.agentReady) return;
    if (ofMarathon(instance) === null) this.set(instance, true);
    else this.passed(instance);
  }

  forget(instance: Instance): void {
    const watch = this.watches.get(instance);
    watch?.cancelKill();
    watch?.cancelSilence();
    this.watches.delete(instance);
  }

  /** The first failure that counts is at `firstUs`; the last that is borne kills. */
  private failFrom(instance: Instance, watch: Watch, check: MarathonHealthCheck, firstUs: number): void {
    const { maxConsecutiveFailures: most, intervalUs } = check;
    watch.cancelKill();
    if (most === 0) return;
    watch.cancelKill = this.context.timers.at(Math.max(this.context.nowUs, firstUs + (most - 1) * intervalUs), () => {
      if (instance.condition === 'Running' && instance.pod === watch.pod) this.listener.killUnhealthy(instance, most);
    });
  }

  private set(instance: Instance, healthy: boolean): void {
    if (instance.healthy === healthy) return;
    instance.healthy = healthy;
    this.listener.healthChanged(instance);
  }
}

const ofMarathon = ({ spec }: Instance): MarathonHealthCheck | null => spec.app.healthChecks.find((check) => check.by === 'marathon') ?? null;

/** The first check at or after `sinceUs`. */
function nextCheck({ firstCheckUs }: Watch, { intervalUs }: MarathonHealthCheck, sinceUs: number): number {
  if (sinceUs <= firstCheckUs) return firstCheckUs;
  return firstCheckUs + Math.ceil((sinceUs - firstCheckUs) / intervalUs) * intervalUs;
}
