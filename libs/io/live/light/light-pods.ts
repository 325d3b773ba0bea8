import type { PodToRun } from '#core/cluster';
import type { ClusterListener, LivePod, LivePodPhase, LoadChannel } from '../cluster/live-cluster.js';
import type { PhaseReport } from '../programs/agent-messages.js';
import type { Endpoint } from '../programs/plan.js';
import type { RunClock } from './run-clock.js';

export interface LightPod extends LivePod {
  readonly spec: PodToRun;
  phase: LivePodPhase;
  readonly node: number;
  readonly endpoint: Endpoint;
  /** Somebody asked for its end. */
  stopping: boolean;
}

const PHASES: Readonly<Record<PhaseReport['phase'], LivePodPhase>> = {
  pulling: 'pulling',
  'pull-failed': 'pulling',
  starting: 'starting',
  running: 'running',
  ready: 'ready',
  unready: 'unready',
  restarting: 'starting',
  succeeded: 'ended',
  failed: 'ended',
  gone: 'ended',
};

/** The pods that were placed and have not ended, as their nodes say. */
export class LightPods {
  private readonly byId = new Map<number, LightPod>();

  constructor(
    private readonly clock: RunClock,
    private readonly load: LoadChannel,
    private readonly listener: ClusterListener,
  ) {}

  get(id: number): LightPod | undefined {
    return this.byId.get(id);
  }

  all(): readonly LightPod[] {
    return [...this.byId.values()];
  }

  on(node: number): readonly LightPod[] {
    return this.all().filter((pod) => pod.node === node);
  }

  add(pod: LightPod, nowUs: number): void {
    this.byId.set(pod.spec.id, pod);
    this.listener.assigned(pod, nowUs);
  }

  /** What an agent says of a pod; false: it is no pod of that node any more. */
  reported(node: number, { pod: id, phase, restarts, atUs }: PhaseReport): boolean {
    const pod = this.byId.get(id);
    if (pod === undefined || pod.node !== node) return false;
    const happenedUs = this.clock.at(atUs);
    if (phase === 'starting' && restarts === 0) this.starting(pod, happenedUs);
    if (phase === 'running' && restarts === 0 && pod.spec.work === null) this.load.send({ watch: pod.endpoint });
    if (phase === 'succeeded' && pod.spec.work !== null) this.listener.itemDone(pod.spec.work.job, pod.spec.work.item, happenedUs);
    this.become(pod, PHASES[phase], happenedUs);
    if (pod.phase === 'ended') this.end(pod);
    return true;
  }

  /** Its machine is off: nobody reaches what ran on it. */
  unreachable(node: number): void {
    for (const pod of this.on(node)) this.become(pod, 'unready', this.clock.nowUs);
  }

  end(pod: LightPod): void {
    this.become(pod, 'ended', this.clock.nowUs);
    if (!this.byId.delete(pod.spec.id)) return;
    this.load.send({ unwatch: pod.key });
    this.listener.ended(pod, this.clock.nowUs);
  }

  /** Its image is on the node: one that says so without a word of pulling found it there. */
  private starting(pod: LightPod, atUs: number): void {
    if (pod.phase !== 'pulling') this.listener.pulled(0, 0);
    this.listener.starting(pod.key, atUs);
  }

  private become(pod: LightPod, phase: LivePodPhase, atUs: number): void {
    const wasReady = pod.phase === 'ready';
    if (pod.phase === 'ended') return;
    pod.phase = phase;
    if (phase === 'ready' && !wasReady) this.listener.ready(pod, atUs);
    if (phase !== 'ready' && wasReady) this.listener.unready(pod, atUs, pod.stopping);
  }
}
