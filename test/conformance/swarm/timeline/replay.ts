import type { NodeFacts, PodId } from '#core/cluster';
import type { Action, WorldEvent } from '#core/orchestrator';
import { type StoreEvent, SwarmControlPlane, type SwarmTask, taskStateName } from '#core/orchestrator/swarm';
import type { RecordedRun } from './recording.js';
import type { Stimuli, Stimulus } from './stimuli.js';

const MS = 1000;
/** What the recorded agents took, about. */
const START_MS = 350;
const STOP_MS = 1150;

/** A change of the model's store in the recording's words. */
export interface ModelEvent {
  readonly t: number;
  readonly v: number;
  readonly op: 'create' | 'update' | 'remove';
  readonly id: string;
  readonly svc: string;
  readonly ds: string;
  readonly st: string;
  readonly msg: string;
  readonly err: string;
}

export interface Snapshot {
  readonly t: number;
  readonly running: Record<string, Record<string, number>>;
  readonly slots: Record<string, number[]>;
  readonly pending: { svc: string; err: string }[];
}

export interface ModelRun {
  readonly tasks: readonly ModelEvent[];
  readonly updates: readonly { readonly t: number; readonly svc: string; readonly us: string; readonly msg: string }[];
  readonly snapshots: readonly Snapshot[];
}

interface Later {
  readonly t: number;
  readonly order: number;
  readonly event: () => WorldEvent | null;
}

/** A Swarm whose node agents take the recorded times, stepped by the recorded stimuli. */
export class TimelineReplay {
  private readonly controlPlane: SwarmControlPlane;
  private nowMs = 0;
  private readonly tasks: ModelEvent[] = [];
  private readonly updates: { t: number; svc: string; us: string; msg: string }[] = [];
  private readonly queue: Later[] = [];
  private order = 0;
  private readonly facts: NodeFacts[] = [];
  private readonly dead = new Set<string>();
  private readonly alive = new Map<PodId, { node: number; stopped: boolean }>();
  private readonly versions = new Map<string, number[]>();
  private readonly lastStatus = new Map<string, string>();

  constructor(
    private readonly run: RecordedRun,
    private readonly stimuli: Stimuli,
    seed: number,
  ) {
    this.controlPlane = new SwarmControlPlane({ services: [], seed, heartbeatUs: run.heartbeatMs * MS, watch: (v, event) => this.watched(v, event) });
  }

  play(checkpoints: readonly number[], untilMs: number): ModelRun {
    const nodes = this.run.nodesAtStart.map(({ host, cpus }) => this.node(host, cpus));
    this.step(
      0,
      nodes.map((node) => ({ kind: 'node-joined', node })),
    );
    const snapshots: Snapshot[] = [];
    const waiting = [...this.stimuli.list];
    const marks = [...checkpoints];
    for (;;) {
      this.queue.sort((a, b) => a.t - b.t || a.order - b.order);
      const stimulusAt = waiting[0]?.t ?? Number.POSITIVE_INFINITY;
      const t = Math.min(stimulusAt, this.queue[0]?.t ?? Number.POSITIVE_INFINITY, this.controlPlane.wakeAtUs / MS);
      while (marks.length > 0 && (marks[0] as number) <= t) snapshots.push(this.snapshot(marks.shift() as number));
      if (t > untilMs) break;
      this.nowMs = Math.max(t, this.nowMs + 1 / MS);
      const events: WorldEvent[] = [];
      while ((waiting[0]?.t ?? Number.POSITIVE_INFINITY) <= t) events.push(...this.stimulate(waiting.shift() as Stimulus));
      while ((this.queue[0]?.t ?? Number.POSITIVE_INFINITY) <= t) {
        const event = this.queue.shift()?.event() ?? null;
        if (event !== null) events.push(event);
      }
      this.step(this.nowMs, events);
    }
    return { tasks: this.tasks, updates: this.updates, snapshots };
  }

  private node(host: string, cpus: number): NodeFacts {
    const id = this.facts.length;
    const labels = this.stimuli.labels[host] ?? {};
    const generic = { mcpu: { m1: 1000, w1: 1000, w2: 500, w3: 500 }[host] ?? 250 };
    const facts: NodeFacts = {
      id,
      name: host,
      region: '',
      zone: '',
      pool: '',
      spot: false,
      allocatable: { cpuMilli: cpus * 1000, memoryBytes: 23.5 * 2 ** 30, extended: generic },
      podsMax: 1000,
      labels: { zone: '', region: '', pool: '', ...labels },
      taints: [],
    };
    this.facts.push(facts);
    return facts;
  }

  private idOf = (host: string): number => this.facts.find((one) => one.name === host)?.id ?? -1;

  private stimulate(stimulus: Stimulus): readonly WorldEvent[] {
    const { controlPlane } = this;
    const serviceNow = (name: string) => controlPlane.store.services.get(name)?.version.spec;
    switch (stimulus.kind) {
      case 'deploy':
        controlPlane.deploy(stimulus.service);
        return [];
      case 'scale': {
        const spec = serviceNow(stimulus.service);
        if (spec !== undefined) controlPlane.deploy({ ...spec, replicas: stimulus.replicas });
        return [];
      }
      case 'new-version': {
        const spec = serviceNow(stimulus.service);
        const { constraints } = stimulus;
        const change = constraints === null ? { image: `${spec?.image}+` } : { constraints };
        if (spec !== undefined) controlPlane.deploy({ ...spec, ...change, replicas: stimulus.replicas ?? spec.replicas });
        return [];
      }
      case 'remove-service':
        controlPlane.remove(stimulus.service);
        return [];
      case 'kill-task': {
        const task = [...controlPlane.store.tasks.values()].find((one) => one.slot === stimulus.slot && taskStateName(one.state) === 'running');
        return task === undefined ? [] : [this.ended(task.id, stimulus.exit)];
      }
      case 'kill-node':
        this.dead.add(stimulus.node);
        return [];
      case 'node-silent':
        this.dead.add(stimulus.node);
        return [{ kind: 'node-silent', node: this.idOf(stimulus.node), lastHeardUs: stimulus.lastHeardMs * MS }];
      case 'node-back':
        return this.back(stimulus.node, stimulus.rebooted);
      case 'node-joins':
        return [{ kind: 'node-joined', node: this.node(stimulus.node, 2) }];
      case 'node-removed':
        this.dead.add(stimulus.node);
        controlPlane.removeNode(this.idOf(stimulus.node));
        return [];
      case 'availability': {
        const action = { active: 'uncordon', drain: 'drain', pause: 'cordon' } as const;
        return [{ kind: 'maintenance', node: this.idOf(stimulus.node), action: action[stimulus.availability] }];
      }
      case 'labels': {
        const id = this.idOf(stimulus.node);
        const facts = { ...(this.facts[id] as NodeFacts), labels: { zone: '', region: '', pool: '', ...stimulus.labels } };
        this.facts[id] = facts;
        return [{ kind: 'node-changed', node: facts }];
      }
    }
  }

  private back(host: string, rebooted: boolean): readonly WorldEvent[] {
    this.dead.delete(host);
    const node = this.idOf(host);
    const lost = rebooted ? [...this.alive].filter(([, pod]) => pod.node === node).map(([pod]) => pod) : [];
    for (const pod of lost) this.alive.delete(pod);
    for (const [pod, one] of this.alive) if (one.node === node && one.stopped) this.later(STOP_MS, () => this.gone(pod));
    return [
      { kind: 'node-heard', node, rebooted },
      ...lost.map((pod): WorldEvent => ({ kind: 'pod-phase', pod, phase: 'gone', exitCode: 0, restarts: 0, reason: 'NodeLost' })),
    ];
  }

  private step(nowMs: number, events: readonly WorldEvent[]): void {
    this.nowMs = nowMs;
    const waiting = this.controlPlane.step(Math.round(nowMs * MS), events);
    for (const action of waiting) this.carryOut(action);
  }

  private later(afterMs: number, event: () => WorldEvent | null): void {
    this.queue.push({ t: this.nowMs + afterMs, order: this.order++, event });
  }

  private carryOut(action: Action): void {
    if (action.kind === 'start-pod') {
      const { node, pod } = action;
      this.alive.set(pod.id, { node, stopped: false });
      this.later(START_MS, () => this.started(pod.id));
    } else if (action.kind === 'stop-pod') {
      const pod = this.alive.get(action.pod);
      if (pod === undefined) return;
      pod.stopped = true;
      if (!this.isDead(pod.node)) this.later(STOP_MS, () => this.gone(action.pod));
    }
  }

  private isDead = (node: number): boolean => this.dead.has(this.facts[node]?.name ?? '');

  private started(pod: PodId): WorldEvent | null {
    const one = this.alive.get(pod);
    if (one === undefined || one.stopped || this.isDead(one.node)) return null;
    const task = this.controlPlane.store.tasks.get(pod);
    const ending = task === undefined ? undefined : this.stimuli.endings.get(`${task.service.name}/${this.versionOf(task)}`);
    if (ending !== undefined) this.later(ending.afterMs, () => (this.alive.get(pod)?.stopped === false ? this.ended(pod, ending.exit) : null));
    return { kind: 'pod-phase', pod, phase: 'ready', exitCode: 0, restarts: 0, reason: '' };
  }

  private versionOf(task: SwarmTask): number {
    return (this.versions.get(task.service.name) ?? []).indexOf(task.version.index);
  }

  private ended(pod: PodId, exit: number): WorldEvent {
    this.alive.delete(pod);
    return { kind: 'pod-phase', pod, phase: exit === 0 ? 'succeeded' : 'failed', exitCode: exit, restarts: 0, reason: '' };
  }

  private gone(pod: PodId): WorldEvent | null {
    const one = this.alive.get(pod);
    if (one === undefined || this.isDead(one.node)) return null;
    this.alive.delete(pod);
    return { kind: 'pod-phase', pod, phase: 'gone', exitCode: 0, restarts: 0, reason: 'Stopped' };
  }

  private watched(v: number, event: Exclude<StoreEvent, { kind: 'commit' }>): void {
    const t = this.nowMs;
    if (event.kind === 'service') {
      const { name, updateStatus } = event.service;
      const said = `${updateStatus?.state ?? ''} ${updateStatus?.message ?? ''}`;
      if (updateStatus !== null && this.lastStatus.get(name) !== said) this.updates.push({ t, svc: name, us: updateStatus.state, msg: updateStatus.message });
      this.lastStatus.set(name, said);
      const indexes = this.versions.get(name) ?? [];
      if (!indexes.includes(event.service.version.index)) this.versions.set(name, [...indexes, event.service.version.index]);
      return;
    }
    if (event.kind !== 'task') return;
    const { task } = event;
    this.tasks.push({
      t,
      v,
      op: event.op === 'delete' ? 'remove' : event.op,
      id: String(task.id),
      svc: task.service.name,
      ds: taskStateName(task.desired),
      st: taskStateName(task.state),
      msg: task.message,
      err: task.error,
    });
  }

  private snapshot(t: number): Snapshot {
    const snapshot: Snapshot = { t, running: {}, slots: {}, pending: [] };
    for (const task of this.controlPlane.store.tasks.values()) {
      const svc = task.service.name;
      const state = taskStateName(task.state);
      if (state === 'running' && taskStateName(task.desired) === 'running') {
        const counts = (snapshot.running[svc] ??= {});
        const host = task.node?.facts.name ?? '';
        counts[host] = (counts[host] ?? 0) + 1;
        (snapshot.slots[svc] ??= []).push(task.slot);
      } else if (state === 'pending') snapshot.pending.push({ svc, err: task.error });
    }
    return snapshot;
  }
}
