import type { Probe } from '#core/cluster';
import { EventKind } from '../engine/event-kind.js';
import type { AgentWorld, NodeAgents } from './node-agents.js';
import type { PodOnNode } from './pod-on-node.js';

/** Health checks of node agents. */
export class PodProbes {
  constructor(
    private readonly world: AgentWorld,
    private readonly agents: NodeAgents,
  ) {}

  /** Without a start-up probe the others begin at once; without a readiness probe a running process counts as ready. */
  processStarted(pod: PodOnNode): void {
    pod.startupFailures = 0;
    pod.readinessFailures = 0;
    pod.livenessFailures = 0;
    pod.probeSuccesses = 0;
    const { startup } = pod.spec;
    if (startup === null) return this.begin(pod);
    pod.startupSlot = this.world.queue.open(EventKind.startupProbe, pod.index);
    this.again(pod.startupSlot, startup.initialDelayUs);
  }

  startup(pod: PodOnNode): void {
    const { startup } = pod.spec;
    if (startup === null || pod.startupSlot < 0) return;
    if (this.passes(pod, startup)) {
      this.world.queue.close(pod.startupSlot);
      pod.startupSlot = -1;
      return this.begin(pod);
    }
    if (++pod.startupFailures >= startup.failureThreshold) return this.agents.ended(pod, 137, 'StartupProbeFailed');
    this.again(pod.startupSlot, startup.periodUs);
  }

  readiness(pod: PodOnNode): void {
    const { readiness } = pod.spec;
    if (readiness === null || pod.readinessSlot < 0) return;
    if (this.passes(pod, readiness)) {
      pod.readinessFailures = 0;
      if (!pod.ready && ++pod.probeSuccesses >= readiness.successThreshold) this.becomeReady(pod);
    } else {
      pod.probeSuccesses = 0;
      if (++pod.readinessFailures >= readiness.failureThreshold && pod.ready) this.becomeUnready(pod);
    }
    this.again(pod.readinessSlot, readiness.periodUs);
  }

  liveness(pod: PodOnNode): void {
    const { liveness } = pod.spec;
    if (liveness === null || pod.livenessSlot < 0) return;
    pod.livenessFailures = this.passes(pod, liveness) ? 0 : pod.livenessFailures + 1;
    if (pod.livenessFailures >= liveness.failureThreshold && !pod.stopping) return this.agents.ended(pod, 137, 'LivenessProbeFailed');
    this.again(pod.livenessSlot, liveness.periodUs);
  }

  stop(pod: PodOnNode): void {
    const { queue } = this.world;
    if (pod.startupSlot >= 0) queue.close(pod.startupSlot);
    if (pod.readinessSlot >= 0) queue.close(pod.readinessSlot);
    if (pod.livenessSlot >= 0) queue.close(pod.livenessSlot);
    pod.startupSlot = -1;
    pod.readinessSlot = -1;
    pod.livenessSlot = -1;
  }

  private begin(pod: PodOnNode): void {
    const { queue } = this.world;
    const { readiness, liveness } = pod.spec;
    if (liveness !== null) {
      pod.livenessSlot = queue.open(EventKind.livenessProbe, pod.index);
      this.again(pod.livenessSlot, liveness.initialDelayUs);
    }
    if (readiness === null) return this.becomeReady(pod);
    pod.readinessSlot = queue.open(EventKind.readinessProbe, pod.index);
    this.again(pod.readinessSlot, readiness.initialDelayUs);
  }

  private again(slot: number, afterUs: number): void {
    this.world.queue.move(slot, this.world.nowUs + Math.max(1, afterUs));
  }

  private becomeReady(pod: PodOnNode): void {
    pod.ready = true;
    this.agents.report(pod, 'ready', 0, 'Ready');
    this.world.observer.podReady(pod);
    pod.everReady = true;
  }

  private becomeUnready(pod: PodOnNode): void {
    pod.ready = false;
    this.agents.report(pod, 'unready', 0, 'ReadinessProbeFailed');
    this.world.observer.podUnready(pod, false);
  }

  /** A probe is a request like any other: it waits as long as the others do, and finds no place where they find none. */
  private passes(pod: PodOnNode, probe: Probe): boolean {
    if (!pod.serving) return false;
    const app = this.world.apps[pod.app];
    if (app === undefined || pod.backlog.length === 0) return true;
    return pod.backlog.length < app.app.backlog && this.world.flow.backlogAgeUs(pod) <= probe.timeoutUs;
  }
}
