import type { NodeFacts, PodId, PodToRun } from '#core/cluster';
import { parseEntry, type MesosEntry } from '#core/entry';
import { NEVER, SECOND } from '#core/units';
import type { Note } from '../../action.js';
import type { WorldEvent } from '../../world-event.js';
import { MesosControlPlane } from '../control-plane/mesos-control-plane.js';

interface Running {
  readonly pod: PodToRun;
  readonly node: number;
  up: boolean;
}

/** A world that only knows when tasks start and stop: enough to see what Marathon decides, and when. */
export class SmallWorld {
  nowUs = 0;
  readonly tasks = new Map<PodId, Running>();
  readonly notes: (Note & { readonly atUs: number })[] = [];
  readonly routes = new Map<string, readonly PodId[]>();
  /** Looked at after every step. */
  watch: () => void = () => undefined;
  /** Images whose process fails as soon as it has started. */
  readonly broken = new Set<string>();
  startUs = 2 * SECOND;
  private readonly dark = new Set<number>();
  private queue: { readonly atUs: number; readonly event: () => WorldEvent | null }[] = [];
  private readonly plane: MesosControlPlane;

  constructor(
    apps: object | readonly object[],
    nodes: readonly Partial<NodeFacts>[],
    more: { readonly files?: readonly { path: string; text: string }[]; readonly batchApps?: readonly string[] } = {},
  ) {
    const entry = parseEntry([{ path: 'apps.json', text: JSON.stringify(apps) }, ...(more.files ?? [])]);
    if (!entry.ok) throw new Error(JSON.stringify(entry.problems));
    const { marathonApps, weights, quotas, autoscalers } = entry.value as MesosEntry;
    this.plane = new MesosControlPlane({ apps: marathonApps, weights, quotas, autoscalers, seed: 1, batchApps: more.batchApps ?? [] });
    nodes.forEach((node, id) => this.at(0, { kind: 'node-joined', node: { ...FACTS, ...node, id, name: node.name ?? `n${id}` } }));
  }

  at(atUs: number, event: WorldEvent): void {
    this.later(atUs, () => event);
  }

  /** Everything on a node is gone, without a word; it answers again, empty, at `backUs`. */
  crash(node: number, atUs: number, backUs = NEVER): void {
    this.later(atUs, () => {
      this.dark.add(node);
      return { kind: 'node-silent', node, lastHeardUs: atUs };
    });
    if (backUs === NEVER) return;
    this.later(backUs, () => {
      this.dark.delete(node);
      for (const [id, task] of this.tasks) if (task.node === node) this.tasks.delete(id);
      return { kind: 'node-heard', node, rebooted: true };
    });
  }

  advance(untilUs: number): void {
    for (;;) {
      const nextUs = Math.min(
        this.queue.reduce((next, one) => Math.min(next, one.atUs), NEVER),
        this.plane.wakeAtUs,
      );
      if (nextUs > untilUs) break;
      this.nowUs = Math.max(this.nowUs, nextUs);
      this.step();
      this.watch();
    }
    this.nowUs = untilUs;
  }

  up(app: string): readonly Running[] {
    return [...this.tasks.values()].filter((task) => task.pod.owner === app && task.up && !this.dark.has(task.node));
  }

  on(node: number): number {
    return [...this.tasks.values()].filter((task) => task.node === node).length;
  }

  private step(): void {
    const due = this.queue.filter((one) => one.atUs <= this.nowUs);
    this.queue = this.queue.filter((one) => one.atUs > this.nowUs);
    const events = due.map((one) => one.event()).filter((event): event is WorldEvent => event !== null);
    for (const action of this.plane.step(this.nowUs, events)) {
      if (action.kind === 'start-pod') this.start(action.pod, action.node);
      else if (action.kind === 'stop-pod') this.stop(action.pod);
      else if (action.kind === 'route') this.routes.set(action.app, action.pods);
      else if (action.kind === 'note') this.notes.push({ ...action.note, atUs: this.nowUs });
    }
    this.nowUs++;
  }

  private start(pod: PodToRun, node: number): void {
    this.tasks.set(pod.id, { pod, node, up: false });
    this.phase(pod.id, 0.5 * SECOND, 'running');
    if (this.broken.has(pod.image)) return this.phase(pod.id, this.startUs, 'failed');
    this.phase(pod.id, this.startUs, pod.work === null ? 'ready' : 'succeeded');
  }

  private stop(id: PodId): void {
    this.later(this.nowUs + 0.2 * SECOND, () => {
      const task = this.tasks.get(id);
      if (task === undefined || this.dark.has(task.node)) return null;
      this.tasks.delete(id);
      return { kind: 'pod-phase', pod: id, phase: 'gone', exitCode: 0, restarts: 0, reason: 'Stopped' };
    });
  }

  private phase(id: PodId, afterUs: number, phase: 'running' | 'ready' | 'failed' | 'succeeded'): void {
    this.later(this.nowUs + afterUs, () => {
      const task = this.tasks.get(id);
      if (task === undefined || this.dark.has(task.node)) return null;
      if (phase === 'ready') task.up = true;
      if (phase === 'failed' || phase === 'succeeded') this.tasks.delete(id);
      return { kind: 'pod-phase', pod: id, phase, exitCode: phase === 'failed' ? 1 : 0, restarts: 0, reason: phase };
    });
  }

  private later(atUs: number, event: () => WorldEvent | null): void {
    this.queue.push({ atUs, event });
  }
}

const FACTS: NodeFacts = {
  id: 0,
  name: '',
  region: 'r',
  zone: 'a',
  pool: 'p',
  spot: false,
  allocatable: { cpuMilli: 8000, memoryBytes: 16 * 2 ** 30, extended: {} },
  podsMax: 50,
  labels: {},
  taints: [],
};
