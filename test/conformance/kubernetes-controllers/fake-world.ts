import type { NodeId, PodId, PodToRun } from '#core/cluster';
import type { Action, Note, WorldEvent } from '#core/orchestrator';
import type { KubernetesControlPlane } from '#core/orchestrator/kubernetes';
import type { PodFate } from './pod-fate.js';

const MS = 1000;
const GRACE_MS = 1000;

interface FakePod {
  readonly id: PodId;
  readonly createdMs: number;
  run: PodToRun | null;
  node: NodeId | null;
  /** When it will be ready, and when it will have ended; null: never. */
  readyAtMs: number | null;
  endsAtMs: number | null;
  fails: boolean;
  ready: boolean;
  /** Its node is not heard of: not ready for the control plane, whatever it is. */
  cutOff: boolean;
  terminating: boolean;
  ended: boolean;
}

export interface FakeNode {
  readonly name: string;
  readonly podsMax: number;
}

/** `created web-r2`, once it is known who the pod is. */
export interface PodStep {
  readonly ms: number;
  readonly what: 'created' | 'ready' | 'terminating' | 'deleted';
  readonly pod: PodId;
}

/** The node agents of the recordings: running and ready in one report, ended 1 s after the request, then gone. */
export class FakeWorld {
  nowMs = 0;
  readonly pods = new Map<PodId, FakePod>();
  readonly notes: { readonly ms: number; readonly note: Note }[] = [];
  readonly steps: PodStep[] = [];
  readonly routes = new Map<string, readonly PodId[]>();
  readonly starts: { readonly ms: number; readonly pod: PodToRun; readonly node: NodeId }[] = [];
  readonly stops: { readonly ms: number; readonly pod: PodId; readonly node: NodeId }[] = [];
  readonly envelope = { minReady: Number.MAX_SAFE_INTEGER, maxPods: 0, maxWithTerminating: 0 };
  private queue: { readonly ms: number; readonly event: WorldEvent | (() => void) }[] = [];
  private readonly deadNodes = new Set<NodeId>();

  constructor(
    private readonly plane: KubernetesControlPlane,
    private readonly fate: (pod: PodToRun) => PodFate,
  ) {}

  at(ms: number, event: WorldEvent | (() => void)): void {
    const place = this.queue.findIndex((one) => one.ms > ms);
    this.queue.splice(place < 0 ? this.queue.length : place, 0, { ms, event });
  }

  /** Nodes of one zone, and another zone that stays healthy, as in the recordings, where other runs went on. */
  joinNodes(nodes: readonly FakeNode[] | number): void {
    const list = typeof nodes === 'number' ? Array.from({ length: nodes }, (_, i) => ({ name: `n${i + 1}`, podsMax: 110 })) : nodes;
    const allocatable = { cpuMilli: 8000, memoryBytes: 32 * 2 ** 30, extended: {} };
    list.forEach(({ name, podsMax }, id) => {
      const node = { id, name, region: 'r', zone: 'z', pool: 'p', spot: false, allocatable, podsMax, labels: { run: 'NS' }, taints: [] };
      this.at(0, { kind: 'node-joined', node });
    });
    const other = { id: list.length, name: 'other', region: 'r', zone: 'elsewhere', pool: 'p', spot: false, allocatable, podsMax: 110, labels: {}, taints: [] };
    this.at(0, { kind: 'node-joined', node: other });
  }

  nodeStops(node: NodeId, lastHeardMs: number): void {
    this.deadNodes.add(node);
    this.at(this.nowMs, { kind: 'node-silent', node, lastHeardUs: lastHeardMs * MS });
  }

  nodeReturns(node: NodeId): void {
    this.deadNodes.delete(node);
    this.at(this.nowMs, { kind: 'node-heard', node, rebooted: false });
    for (const pod of this.pods.values()) {
      if (pod.node !== node || pod.terminating || pod.ended) continue;
      // What it would have reported meanwhile it reports now.
      if (!pod.ready && !pod.cutOff && pod.readyAtMs !== null && pod.readyAtMs <= this.nowMs) this.report(this.nowMs, pod.id, 'ready');
      if (!pod.cutOff) continue;
      pod.cutOff = false;
      if (pod.ready) this.steps.push({ ms: this.nowMs, what: 'ready', pod: pod.id });
    }
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

  /** Counts from now on. As in the recordings a pod that a silent node made unready counts as ready until it is asked to end. */
  resetEnvelope(): void {
    Object.assign(this.envelope, { minReady: Number.MAX_SAFE_INTEGER, maxPods: 0, maxWithTerminating: 0 });
    this.measure();
  }

  private measure(): void {
    const pods = [...this.pods.values()].filter((pod) => !(pod.ended && pod.terminating));
    const present = pods.filter((pod) => !pod.terminating);
    this.envelope.minReady = Math.min(this.envelope.minReady, present.filter((pod) => pod.ready).length);
    this.envelope.maxPods = Math.max(this.envelope.maxPods, present.length);
    this.envelope.maxWithTerminating = Math.max(this.envelope.maxWithTerminating, pods.length);
  }

  private seen(id: PodId, phase: string): void {
    const pod = this.pods.get(id);
    if (pod === undefined) return;
    if (phase === 'ready' && !pod.ready) this.steps.push({ ms: this.nowMs, what: 'ready', pod: id });
    pod.ready = phase === 'ready';
    pod.ended ||= phase === 'succeeded' || phase === 'failed';
    if (phase === 'gone') this.forget(id);
  }

  private forget(id: PodId): void {
    this.pods.delete(id);
    this.steps.push({ ms: this.nowMs, what: 'deleted', pod: id });
  }

  private carryOut(action: Action): void {
    if (action.kind === 'note') this.noted(action.note);
    else if (action.kind === 'route') this.routes.set(action.app, action.pods);
    else if (action.kind === 'start-pod') this.start(action.pod, action.node);
    else if (action.kind === 'stop-pod') this.stop(action.pod);
  }

  private noted(note: Note): void {
    this.notes.push({ ms: this.nowMs, note });
    if (note.what === 'node-down') for (const pod of this.pods.values()) if (pod.node === note.node) pod.cutOff = true;
    if (note.pod === null) return;
    const pod = this.pods.get(note.pod);
    if (note.what === 'pod-created') {
      const fresh = { run: null, node: null, readyAtMs: null, endsAtMs: null, fails: false, ready: false, cutOff: false, terminating: false, ended: false };
      this.pods.set(note.pod, { id: note.pod, createdMs: this.nowMs, ...fresh });
      this.steps.push({ ms: this.nowMs, what: 'created', pod: note.pod });
    } else if ((note.what === 'pod-deleted' || note.what === 'pod-evicted' || note.what === 'pod-preempted') && pod !== undefined) {
      if (pod.run === null || pod.ended) this.forget(pod.id);
      else if (!pod.terminating) {
        pod.terminating = true;
        this.steps.push({ ms: this.nowMs, what: 'terminating', pod: pod.id });
      }
    }
  }

  private start(run: PodToRun, node: NodeId): void {
    const pod = this.pods.get(run.id);
    if (pod === undefined) throw new Error(`pod ${run.id} starts before it is made`);
    const { readyMs, runMs, fails } = this.fate(run);
    const readyAtMs = readyMs === null ? null : this.nowMs + readyMs;
    Object.assign(pod, { run, node, readyAtMs, fails, endsAtMs: runMs === null ? null : (readyAtMs ?? this.nowMs) + runMs });
    this.starts.push({ ms: this.nowMs, pod: run, node });
    if (readyAtMs !== null) this.report(readyAtMs, pod.id, 'ready');
    if (pod.endsAtMs !== null) this.report(pod.endsAtMs, pod.id, fails ? 'failed' : 'succeeded');
  }

  private stop(id: PodId): void {
    const pod = this.pods.get(id);
    if (pod === undefined || pod.node === null || this.deadNodes.has(pod.node)) return;
    this.stops.push({ ms: this.nowMs, pod: id, node: pod.node });
    pod.terminating = true;
    this.report(this.nowMs + GRACE_MS, id, 'succeeded');
    this.report(this.nowMs + GRACE_MS, id, 'gone');
  }

  private report(ms: number, pod: PodId, phase: 'ready' | 'succeeded' | 'failed' | 'gone'): void {
    this.at(ms, () => {
      const known = this.pods.get(pod);
      if (known === undefined || known.node === null || this.deadNodes.has(known.node) || (phase === 'ready' && known.terminating)) return;
      this.at(ms, { kind: 'pod-phase', pod, phase, exitCode: phase === 'failed' ? 1 : 0, restarts: 0, reason: '' });
    });
  }
}
