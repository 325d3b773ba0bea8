import type { NodeFacts, NodeId, PodId, PodToRun } from '#core/cluster';
import type { SwarmService } from '#core/entry';
import { SECOND } from '#core/units';
import type { Action, Note } from '../../../action.js';
import type { WorldEvent } from '../../../world-event.js';
import { SwarmControlPlane, type SwarmControlPlaneOptions } from '../swarm-control-plane.js';
import { taskStateName } from '../task-state.js';

const UPDATE = { parallelism: 1, delayUs: 0, failureAction: 'pause', monitorUs: 5 * SECOND, maxFailureRatio: 0, order: 'stop-first' } as const;

export const service = (name: string, more: Partial<SwarmService> = {}): SwarmService => ({
  name,
  app: name,
  image: `regatta/${name}`,
  mode: 'replicated',
  replicas: 1,
  reservations: { nanoCpus: 0, memoryBytes: 0, generic: {} },
  limits: { nanoCpus: null, memoryBytes: null },
  constraints: [],
  spreadPreferences: [],
  maxReplicasPerNode: 0,
  restart: { condition: 'any', delayUs: 5 * SECOND, maxAttempts: 0, windowUs: 0 },
  update: UPDATE,
  rollback: UPDATE,
  endpointMode: 'vip',
  hostPorts: [],
  plugins: [],
  healthcheck: null,
  stopGraceUs: 10 * SECOND,
  nodeUses: [],
  place: { file: 'stack.yml', line: 1, column: 1 },
  ...more,
});

export const node = (id: NodeId, more: Partial<NodeFacts> = {}): NodeFacts => ({
  id,
  name: `n${id}`,
  region: 'r',
  zone: id % 2 === 0 ? 'a' : 'b',
  pool: 'general',
  spot: false,
  allocatable: { cpuMilli: 4000, memoryBytes: 2 ** 34, extended: {} },
  podsMax: 100,
  labels: {},
  taints: [],
  ...more,
});

interface Running {
  readonly pod: PodToRun;
  readonly node: NodeId;
  stopped: boolean;
}

/** A world of node agents that start in `startUs`, stop in `stopUs` and do what `outcome` says of an image. */
export class SwarmBench {
  readonly controlPlane: SwarmControlPlane;
  readonly notes: { readonly atUs: number; readonly note: Note }[] = [];
  readonly routes = new Map<string, readonly PodId[]>();
  readonly pods = new Map<PodId, Running>();
  /** By image: the exit code with which its process ends `afterUs` after its start. */
  readonly outcomes = new Map<string, { readonly exitCode: number; readonly afterUs: number }>();
  readonly startUs = SECOND;
  readonly stopUs = SECOND;
  nowUs = 0;
  private readonly dead = new Set<NodeId>();
  private queue: { readonly atUs: number; readonly event: () => WorldEvent | null }[] = [];

  constructor(services: readonly SwarmService[], nodes: readonly NodeFacts[], more: Partial<SwarmControlPlaneOptions> = {}) {
    this.controlPlane = new SwarmControlPlane({ services, seed: 1, ...more });
    this.step(
      0,
      nodes.map((one) => ({ kind: 'node-joined', node: one })),
    );
  }

  /** Hands events over now, after letting a microsecond pass. */
  tell(...events: readonly WorldEvent[]): void {
    this.step(this.nowUs + 1, events);
  }

  /** Lets time pass. */
  run(seconds: number): this {
    const untilUs = this.nowUs + seconds * SECOND;
    for (;;) {
      this.queue.sort((a, b) => a.atUs - b.atUs);
      const nextUs = Math.min(this.queue[0]?.atUs ?? Number.POSITIVE_INFINITY, Math.max(this.controlPlane.wakeAtUs, this.nowUs + 1));
      if (nextUs > untilUs) break;
      const events: WorldEvent[] = [];
      while ((this.queue[0]?.atUs ?? Number.POSITIVE_INFINITY) <= nextUs) {
        const event = this.queue.shift()?.event() ?? null;
        if (event !== null) events.push(event);
      }
      this.step(nextUs, events);
    }
    this.nowUs = untilUs;
    return this;
  }

  /** The machine loses power: its agent says nothing any more. */
  kill(id: NodeId): void {
    this.dead.add(id);
    this.tell({ kind: 'node-silent', node: id, lastHeardUs: this.nowUs });
  }

  revive(id: NodeId): void {
    this.dead.delete(id);
    const lost = [...this.pods].filter(([, one]) => one.node === id).map(([pod]) => pod);
    for (const pod of lost) this.pods.delete(pod);
    this.tell(
      { kind: 'node-heard', node: id, rebooted: true },
      ...lost.map((pod): WorldEvent => ({ kind: 'pod-phase', pod, phase: 'gone', exitCode: 0, restarts: 0, reason: 'NodeLost' })),
    );
  }

  /** A process ends by itself. */
  end(pod: PodId, exitCode: number): void {
    const event = this.ended(pod, exitCode);
    if (event !== null) this.tell(event);
  }

  /** `web.1@n0 running`, in order of the names. */
  tasks(): readonly string[] {
    return [...this.controlPlane.store.tasks.values()]
      .filter((task) => taskStateName(task.desired) === 'running' || taskStateName(task.desired) === 'complete')
      .map((task) => `${task.service.name}.${task.slot}@${task.node?.facts.name ?? '-'} ${taskStateName(task.state)}`)
      .sort();
  }

  running(name: string): number {
    return this.tasks().filter((task) => task.startsWith(`${name}.`) && task.endsWith(' running')).length;
  }

  perNode(name: string): readonly number[] {
    const counts = new Map<string, number>();
    for (const task of this.tasks()) {
      const at = task.startsWith(`${name}.`) ? /@(\S+)/.exec(task)?.[1] : undefined;
      if (at !== undefined) counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    return [...counts.values()].sort((a, b) => a - b);
  }

  texts(what: Note['what']): readonly string[] {
    return this.notes.filter(({ note }) => note.what === what).map(({ note }) => note.text);
  }

  private step(nowUs: number, events: readonly WorldEvent[]): void {
    this.nowUs = nowUs;
    for (const action of this.controlPlane.step(nowUs, events)) this.carryOut(action);
  }

  private later(afterUs: number, event: () => WorldEvent | null): void {
    this.queue.push({ atUs: this.nowUs + afterUs, event });
  }

  private carryOut(action: Action): void {
    switch (action.kind) {
      case 'note':
        this.notes.push({ atUs: this.nowUs, note: action.note });
        break;
      case 'route':
        this.routes.set(action.app, action.pods);
        break;
      case 'start-pod':
        this.pods.set(action.pod.id, { pod: action.pod, node: action.node, stopped: false });
        this.later(this.startUs, () => this.started(action.pod));
        break;
      case 'stop-pod': {
        const one = this.pods.get(action.pod);
        if (one === undefined) break;
        one.stopped = true;
        this.later(this.stopUs, () => this.gone(action.pod));
        break;
      }
      default:
        break;
    }
  }

  private started(pod: PodToRun): WorldEvent | null {
    const one = this.pods.get(pod.id);
    if (one === undefined || one.stopped || this.dead.has(one.node)) return null;
    const outcome = this.outcomes.get(pod.image);
    if (outcome !== undefined) this.later(outcome.afterUs, () => (one.stopped ? null : this.ended(pod.id, outcome.exitCode)));
    return { kind: 'pod-phase', pod: pod.id, phase: 'ready', exitCode: 0, restarts: 0, reason: '' };
  }

  private ended(pod: PodId, exitCode: number): WorldEvent | null {
    const one = this.pods.get(pod);
    if (one === undefined || this.dead.has(one.node)) return null;
    this.pods.delete(pod);
    return { kind: 'pod-phase', pod, phase: exitCode === 0 ? 'succeeded' : 'failed', exitCode, restarts: 0, reason: exitCode === 0 ? 'Completed' : 'Error' };
  }

  private gone(pod: PodId): WorldEvent | null {
    const one = this.pods.get(pod);
    if (one === undefined || this.dead.has(one.node)) return null;
    this.pods.delete(pod);
    return { kind: 'pod-phase', pod, phase: 'gone', exitCode: 0, restarts: 0, reason: 'Stopped' };
  }
}
