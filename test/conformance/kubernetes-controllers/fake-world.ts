import type { NodeId, PodId, PodToRun } from '#core/cluster';
import type { Action, Note, WorldEvent } from '#core/orchestrator';
import type { KubernetesControlPlane } from '#core/orchestrator/kubernetes';

const MS = 1000;
const GRACE_MS = 1000;

interface FakePod {
  readonly pod: PodToRun;
  readonly node: NodeId;
  readonly boundMs: number;
  ready: boolean;
  terminating: boolean;
  ended: boolean;
}

export interface Timing {
  readonly startMs: number;
  readonly stepMs: number;
  readonly runMs: number | null;
}

/** The node agents of the recordings: running and ready in one report after 2 s, ended 1 s after the request, then gone. */
export class FakeWorld {
  nowMs = 0;
  readonly pods = new Map<PodId, FakePod>();
  readonly notes: { readonly ms: number; readonly note: Note }[] = [];
  readonly routes = new Map<string, readonly PodId[]>();
  readonly starts: { readonly ms: number; readonly pod: PodToRun; readonly node: NodeId }[] = [];
  readonly stops: { readonly ms: number; readonly pod: PodId; readonly node: NodeId }[] = [];
  readonly envelope = { minReady: Number.MAX_SAFE_INTEGER, maxPods: 0, maxWithTerminating: 0 };
  private queue: { readonly ms: number; readonly event: WorldEvent | (() => void) }[] = [];
  private readonly indexInOwner = new Map<string, number>();
  private readonly deadNodes = new Set<NodeId>();

  constructor(
    private readonly plane: KubernetesControlPlane,
    private readonly timing: (image: string) => Timing,
  ) {}

  at(ms: number, event: WorldEvent | (() => void)): void {
    const place = this.queue.findIndex((one) => one.ms > ms);
    this.queue.splice(place < 0 ? this.queue.length : place, 0, { ms, event });
  }

  joinNodes(count: number): void {
    for (let i = 0; i < count; i++) {
      const allocatable = { cpuMilli: 8000, memoryBytes: 32 * 2 ** 30, extended: {} };
      const node = { id: i, name: `n${i + 1}`, region: 'r', zone: 'z', pool: 'p', spot: false, allocatable, podsMax: 110, labels: { run: 'NS' }, taints: [] };
      this.at(0, { kind: 'node-joined', node });
    }
    // Another zone that stays healthy, as in the recordings, where other runs went on.
    const allocatable = { cpuMilli: 8000, memoryBytes: 32 * 2 ** 30, extended: {} };
    const other = { id: count, name: 'other', region: 'r', zone: 'elsewhere', pool: 'p', spot: false, allocatable, podsMax: 110, labels: {}, taints: [] };
    this.at(0, { kind: 'node-joined', node: other });
  }

  nodeStops(node: NodeId, lastHeardMs: number): void {
    this.deadNodes.add(node);
    this.at(this.nowMs, { kind: 'node-silent', node, lastHeardUs: lastHeardMs * MS });
  }

  nodeReturns(node: NodeId): void {
    this.deadNodes.delete(node);
    this.at(this.nowMs, { kind: 'node-heard', node, rebooted: false });
  }

  runUntil(untilMs: number): void {
    for (;;) {
      const next = Math.min(this.queue[0]?.ms ?? Number.MAX_SAFE_INTEGER, this.plane.wakeAtUs / MS);
      if (next > untilMs) break;
      this.nowMs = Math.max(next, this.nowMs);
      const events: WorldEvent[] = [];
      for (let head = this.queue[0]; head !== undefined && head.ms <= this.nowMs; head = this.queue[0]) {
        this.queue.shift();
        if (typeof head.event === 'function') head.event();
        else events.push(head.event);
      }
      for (const event of events) if (event.kind === 'pod-phase') this.seen(event.pod, event.phase);
      for (const action of this.plane.step(this.nowMs * MS, events)) this.carryOut(action);
      this.measure();
    }
    this.nowMs = untilMs;
  }

  /** Counts from now on. */
  resetEnvelope(): void {
    Object.assign(this.envelope, { minReady: Number.MAX_SAFE_INTEGER, maxPods: 0, maxWithTerminating: 0 });
    this.measure();
  }

  private measure(): void {
    const pods = [...this.pods.values()].filter((pod) => !pod.ended);
    const present = pods.filter((pod) => !pod.terminating);
    this.envelope.minReady = Math.min(this.envelope.minReady, present.filter((pod) => pod.ready).length);
    this.envelope.maxPods = Math.max(this.envelope.maxPods, present.length);
    this.envelope.maxWithTerminating = Math.max(this.envelope.maxWithTerminating, pods.length);
  }

  private seen(id: PodId, phase: string): void {
    const pod = this.pods.get(id);
    if (pod === undefined) return;
    pod.ready = phase === 'ready';
    pod.ended ||= phase === 'succeeded';
    if (phase === 'gone') this.pods.delete(id);
  }

  private carryOut(action: Action): void {
    if (action.kind === 'note') this.notes.push({ ms: this.nowMs, note: action.note });
    else if (action.kind === 'route') this.routes.set(action.app, action.pods);
    else if (action.kind === 'start-pod') this.start(action.pod, action.node);
    else if (action.kind === 'stop-pod') this.stop(action.pod);
  }

  private start(pod: PodToRun, node: NodeId): void {
    const owner = pod.name.replace(/-[^-]+$/, '');
    const index = (this.indexInOwner.get(owner) ?? 0) + 1;
    this.indexInOwner.set(owner, index);
    this.pods.set(pod.id, { pod, node, boundMs: this.nowMs, ready: false, terminating: false, ended: false });
    this.starts.push({ ms: this.nowMs, pod, node });
    const { startMs, stepMs, runMs } = this.timing(pod.image);
    const readyMs = this.nowMs + startMs + (runMs === null ? stepMs * index : 0);
    this.report(readyMs, pod.id, 'ready');
    if (runMs !== null) this.report(readyMs + runMs + stepMs * index, pod.id, 'succeeded');
  }

  private stop(id: PodId): void {
    const pod = this.pods.get(id);
    if (pod === undefined || this.deadNodes.has(pod.node)) return;
    if (!pod.terminating) this.stops.push({ ms: this.nowMs, pod: id, node: pod.node });
    pod.terminating = true;
    this.report(this.nowMs + GRACE_MS, id, 'succeeded');
    this.report(this.nowMs + GRACE_MS + 10, id, 'gone');
  }

  private report(ms: number, pod: PodId, phase: 'ready' | 'succeeded' | 'gone'): void {
    this.at(ms, () => {
      const known = this.pods.get(pod);
      if (known === undefined || this.deadNodes.has(known.node) || (phase === 'ready' && known.terminating)) return;
      this.at(ms, { kind: 'pod-phase', pod, phase, exitCode: 0, restarts: 0, reason: '' });
    });
  }
}
