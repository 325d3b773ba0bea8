import { NO_RESOURCES, type PodToRun } from '#core/cluster';
import type { Action } from '#core/orchestrator';
import type { DrawnRun, Release } from '#core/scenario';
import type { ClusterListener } from '../cluster/live-cluster.js';
import type { ClientRule } from '../programs/plan.js';
import type { ControlLoop } from './control-loop.js';
import type { LightMachines } from './light-machines.js';
import type { LightPods } from './light-pods.js';
import type { MachinePools } from './machine-pools.js';
import { podOrder } from './pod-order.js';
import { StartupDraws } from './startup-draws.js';

interface HandParts {
  readonly run: DrawnRun;
  readonly listener: ClusterListener;
  readonly clients: Readonly<Record<string, ClientRule>>;
  readonly loop: Pick<ControlLoop, 'post'>;
  readonly machines: LightMachines;
  readonly pods: LightPods;
  readonly pools: MachinePools;
  /** Clients are told now where the pods of an application are. */
  readonly route: (app: string, pods: readonly number[]) => void;
}

type Note = Extract<Action, { kind: 'note' }>['note'];

/** Carries out on real machines what a control plane asks for, and writes it down. */
export class Hands {
  private readonly released = new Map<string, Release>();
  private readonly startups: StartupDraws;

  constructor(private readonly parts: HandParts) {
    this.startups = new StartupDraws(parts.run);
  }

  /** From now on this image is that release. */
  release(release: Release): void {
    this.released.set(release.image, release);
  }

  carryOut(actions: readonly Action[], nowUs: number): void {
    const { listener, pools, route, run } = this.parts;
    const byScaling = nowUs > 0 && actions.some((action) => action.kind === 'note' && action.note.what === 'scaled');
    for (const action of actions) {
      switch (action.kind) {
        case 'start-pod':
          this.startPod(action.node, action.pod, nowUs);
          break;
        case 'pull-image':
          this.pullImage(action.node, action.image, nowUs);
          break;
        case 'stop-pod':
          this.stopPod(action.pod, action.graceUs, nowUs);
          break;
        case 'route':
          listener.log(nowUs, 'route', action.app, action.pods);
          setTimeout(() => route(action.app, action.pods), run.cluster.lags.routeUs / 1000);
          break;
        case 'resize-pool': {
          const refusal = pools.resize(action.pool, action.count, action.remove);
          listener.log(nowUs, 'resize-pool', action.pool, action.count, refusal ?? 'accepted');
          break;
        }
        case 'note':
          this.note(action.note, nowUs, byScaling);
          break;
      }
    }
  }

  private note(note: Note, nowUs: number, byScaling: boolean): void {
    const { listener } = this.parts;
    listener.log(nowUs, 'note', note.what, note.subject, note.pod, note.node, note.text);
    if (note.pod === null) return;
    const key = String(note.pod);
    if (note.what === 'pod-created')
      listener.created({ key, name: note.subject, app: '', phase: 'pending', node: null, requests: NO_RESOURCES }, nowUs, byScaling);
    if (note.what === 'pod-deleted') listener.dropped(key, nowUs);
    if (note.what === 'pod-evicted' || note.what === 'pod-preempted') listener.evicted(key, note.node);
  }

  private startPod(id: number, spec: PodToRun, nowUs: number): void {
    const { listener, run, clients, machines, pods, loop } = this.parts;
    const node = machines.nodes.get(id);
    listener.log(nowUs, 'start-pod', spec.id, spec.name, node?.drawn.facts.name ?? String(id), spec.image);
    if (node === undefined) return loop.post('pod', { kind: 'pod-phase', pod: spec.id, phase: 'gone', exitCode: 0, restarts: 0, reason: 'NodeLost' });
    const { name, app, requests } = spec;
    const key = String(spec.id);
    const port = node.port();
    pods.add({ key, name, app, phase: 'pending', node: id, requests, spec, endpoint: { key, host: node.address, port }, stopping: false }, nowUs);
    const place = { port, speedMilli: node.drawn.speedMilli, startupUs: this.startups.next(app), warm: run.cluster.images.warm };
    node.link.post({ start: podOrder(spec, run, this.released, clients, place) });
  }

  private pullImage(id: number, image: string, nowUs: number): void {
    const { listener, run, machines } = this.parts;
    const node = machines.nodes.get(id);
    listener.log(nowUs, 'pull-image', node?.drawn.facts.name ?? String(id), image);
    if (run.cluster.images.warm && !this.released.has(image)) return;
    node?.link.post({ retrieve: image, unpackBytesPerSecond: run.cluster.images.unpackBytesPerSecond });
  }

  private stopPod(id: number, graceUs: number, nowUs: number): void {
    const { listener, machines, pods } = this.parts;
    listener.log(nowUs, 'stop-pod', id);
    const pod = pods.get(id);
    if (pod === undefined) return;
    pod.stopping = true;
    machines.nodes.get(pod.node)?.link.post({ stop: id, graceUs, preStopUs: pod.spec.preStopUs });
  }
}
