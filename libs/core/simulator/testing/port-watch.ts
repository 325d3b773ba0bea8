import type { NodeFacts, NodeId, PodId, PodToRun } from '#core/cluster';
import type { Action, ControlPlane, PodPhase, WorldEvent } from '#core/orchestrator';

/** Which phase may follow which on one node; `''` is a pod just handed over. */
const NEXT: Readonly<Record<PodPhase | '', readonly PodPhase[]>> = {
  '': ['pulling', 'pull-failed', 'starting', 'failed', 'gone'],
  pulling: ['starting', 'gone', 'pulling'],
  'pull-failed': ['pull-failed', 'pulling', 'starting', 'gone'],
  starting: ['running', 'gone'],
  running: ['ready', 'restarting', 'succeeded', 'failed', 'gone'],
  ready: ['unready', 'restarting', 'succeeded', 'failed', 'gone'],
  unready: ['ready', 'restarting', 'succeeded', 'failed', 'gone'],
  restarting: ['starting', 'gone'],
  succeeded: ['gone'],
  failed: ['gone'],
  gone: [],
};
const CLASS: Readonly<Partial<Record<WorldEvent['kind'], number>>> = {
  'pod-phase': 1,
  'image-stored': 1,
  release: 2,
  'job-submitted': 2,
  'pod-submitted': 2,
  'pod-withdrawn': 2,
  metrics: 3,
};

interface Seen {
  readonly pod: PodToRun;
  readonly node: NodeId;
  phase: PodPhase | '';
  restarts: number;
}

/**
 * Sits between a world and its control plane and looks only at what passes there: steps, events, actions. Keeps books of its
 * own on nodes and pods, and complains of everything that cannot be.
 */
export class PortWatch implements ControlPlane {
  readonly complaints: string[] = [];
  private readonly nodes = new Map<NodeId, NodeFacts>();
  private readonly left = new Set<NodeId>();
  private readonly silent = new Set<NodeId>();
  private readonly pods = new Map<PodId, Seen>();
  private lastUs = -1;

  constructor(private readonly inner: ControlPlane) {}

  get wakeAtUs(): number {
    return this.inner.wakeAtUs;
  }

  step(nowUs: number, events: readonly WorldEvent[]): readonly Action[] {
    if (!Number.isSafeInteger(nowUs)) this.complain(nowUs, 'time is not an integer');
    if (nowUs <= this.lastUs) this.complain(nowUs, 'time did not pass between two steps');
    this.lastUs = nowUs;
    events.reduce((before, event) => {
      const now = CLASS[event.kind] ?? 0;
      if (now < before) this.complain(nowUs, `${event.kind} came after a later class`);
      return now;
    }, 0);
    for (const event of events) this.see(nowUs, event);
    const actions = this.inner.step(nowUs, events);
    for (const action of actions) if (action.kind === 'start-pod') this.handOver(nowUs, action);
    return actions;
  }

  /** Pods that hold something, as far as was said. */
  private handOver(nowUs: number, { node, pod }: Action & { kind: 'start-pod' }): void {
    if (this.pods.has(pod.id)) this.complain(nowUs, `pod ${pod.id} was handed over twice`);
    if (!this.nodes.has(node)) this.complain(nowUs, `pod ${pod.id} was given to node ${node}, which nobody has met`);
    this.pods.set(pod.id, { pod, node, phase: '', restarts: 0 });
  }

  private see(nowUs: number, event: WorldEvent): void {
    switch (event.kind) {
      case 'node-joined':
        if (this.nodes.has(event.node.id)) this.complain(nowUs, `node ${event.node.id} joined twice`);
        if (event.node.id !== this.nodes.size) this.complain(nowUs, `node ${event.node.id} joined out of turn`);
        this.nodes.set(event.node.id, event.node);
        break;
      case 'node-left':
        if (this.left.has(event.node)) this.complain(nowUs, `node ${event.node} left twice`);
        this.left.add(event.node);
        for (const seen of this.pods.values()) if (seen.node === event.node) seen.phase = 'gone';
        break;
      case 'node-silent':
        if (this.silent.has(event.node)) this.complain(nowUs, `node ${event.node} fell silent twice`);
        if (event.lastHeardUs > nowUs) this.complain(nowUs, `node ${event.node} was heard in the future`);
        this.silent.add(event.node);
        break;
      case 'node-heard':
        if (!event.rebooted && !this.silent.has(event.node)) this.complain(nowUs, `node ${event.node} was heard and had not been silent`);
        this.silent.delete(event.node);
        break;
      case 'pod-phase':
        this.phase(nowUs, event);
        break;
      case 'image-stored':
        if (this.left.has(event.node)) this.complain(nowUs, `node ${event.node} stored an image and had left`);
        break;
      case 'metrics':
        for (const { pod } of event.pods) if (!this.pods.has(pod)) this.complain(nowUs, `pod ${pod} has usage and was never started`);
        break;
      default:
        break;
    }
  }

  private phase(nowUs: number, { pod, phase, restarts }: WorldEvent & { kind: 'pod-phase' }): void {
    const seen = this.pods.get(pod);
    if (seen === undefined) return this.complain(nowUs, `pod ${pod} is ${phase} and was never started`);
    if (!NEXT[seen.phase].includes(phase)) this.complain(nowUs, `pod ${pod} went from ${seen.phase === '' ? 'nothing' : seen.phase} to ${phase}`);
    if (phase !== 'gone' && restarts !== seen.restarts + (phase === 'restarting' ? 1 : 0))
      this.complain(nowUs, `pod ${pod} counts ${restarts} restarts after ${seen.restarts} and is ${phase}`);
    seen.phase = phase;
    if (phase === 'restarting') seen.restarts = restarts;
    this.checkCapacity(nowUs, seen.node);
  }

  private checkCapacity(nowUs: number, id: NodeId): void {
    const facts = this.nodes.get(id);
    if (facts === undefined) return;
    let [count, cpu, memory] = [0, 0, 0];
    const extended = new Map<string, number>();
    for (const { pod, node, phase } of this.pods.values()) {
      if (node !== id || phase === '' || phase === 'gone' || phase === 'failed' || phase === 'succeeded') continue;
      count++;
      cpu += pod.requests.cpuMilli;
      memory += pod.requests.memoryBytes;
      for (const [name, amount] of Object.entries(pod.requests.extended)) extended.set(name, (extended.get(name) ?? 0) + amount);
    }
    const { allocatable, podsMax } = facts;
    const over = [...extended].some(([name, amount]) => amount > (allocatable.extended[name] ?? 0));
    if (count > podsMax || cpu > allocatable.cpuMilli || memory > allocatable.memoryBytes || over) this.complain(nowUs, `node ${id} holds more than it has`);
  }

  private complain(nowUs: number, what: string): void {
    this.complaints.push(`${nowUs}: ${what}`);
  }
}
