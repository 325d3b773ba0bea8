import { randomUUID } from 'node:crypto';
import { NO_RESOURCES, type NodeFacts, type PodToRun } from '#core/cluster';
import type { KubernetesObject } from '#core/entry';
import type { Action, WorldEvent } from '#core/orchestrator';
import { createKubernetesControlPlane, type KubernetesControlPlane } from '#core/orchestrator/kubernetes';
import { Mailbox } from '#core/simulator';
import { NEVER } from '#core/units';
import { monotonicUs } from '../../../../libs/io/live/programs/lines.js';
import type { FromKubelet, Hello, ToKubelet } from './messages.js';

export interface StandInNode {
  readonly id: number;
  readonly hello: Hello;
  readonly subnet: string;
  labels: Readonly<Record<string, string>>;
  taints: NodeFacts['taints'];
  cordoned: boolean;
  heardUs: number;
  silent: boolean;
  post(order: ToKubelet): void;
}

export interface StandInPod {
  readonly uid: string;
  readonly id: number;
  readonly name: string;
  node: StandInNode | null;
  spec: PodToRun | null;
  phase: string;
  reason: string;
  restarts: number;
  ip: string;
  leaving: boolean;
}

const GRACE_US = 3_000_000;
const OVER = new Set(['succeeded', 'failed']);
type Change = 'ADDED' | 'MODIFIED' | 'DELETED';

/** Regatta's own Kubernetes control plane, stepped by the clock of this machine, with nodes that are other containers. */
export class StandInWorld {
  readonly nodes = new Map<string, StandInNode>();
  readonly pods = new Map<number, StandInPod>();
  readonly objects = new Map<string, KubernetesObject>();
  private readonly routes = new Map<string, readonly number[]>();
  private readonly startUs = monotonicUs();
  private readonly mailbox = new Mailbox();
  private readonly controlPlane: KubernetesControlPlane;
  private lastUs = -1;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    schedulerConfiguration: Readonly<Record<string, unknown>> | null,
    private readonly changed: (change: Change, pod: StandInPod) => void,
    private readonly rolledOut: (resource: string) => void,
  ) {
    this.controlPlane = createKubernetesControlPlane({ objects: [], seed: 1, schedulerConfiguration });
    setInterval(() => this.listenForBeats(), 250);
    this.step();
  }

  private get nowUs(): number {
    return monotonicUs() - this.startUs;
  }

  apply(key: string, object: KubernetesObject): void {
    this.objects.set(key, object);
    this.controlPlane.apply(object);
    this.step();
  }

  joined(hello: Hello, subnet: string, post: (order: ToKubelet) => void): StandInNode {
    const node: StandInNode = { id: this.nodes.size, hello, subnet, labels: {}, taints: [], cordoned: false, heardUs: this.nowUs, silent: false, post };
    this.nodes.set(hello.name, node);
    this.post({ kind: 'node-joined', node: factsOf(node) });
    return node;
  }

  described(node: StandInNode): void {
    this.post({ kind: 'node-changed', node: factsOf(node) });
  }

  heard(node: StandInNode, rebooted: boolean): void {
    node.heardUs = this.nowUs;
    if (rebooted) for (const pod of this.podsOn(node)) this.ended(pod, 'NodeLost');
    if (!node.silent && !rebooted) return;
    node.silent = false;
    this.post({ kind: 'node-heard', node: node.id, rebooted });
  }

  left(node: StandInNode): void {
    this.nodes.delete(node.hello.name);
    this.post({ kind: 'node-left', node: node.id });
    for (const pod of this.podsOn(node)) this.ended(pod, 'NodeLost');
  }

  maintain(node: StandInNode, action: 'cordon' | 'drain' | 'uncordon'): void {
    node.cordoned = action !== 'uncordon';
    this.post({ kind: 'maintenance', node: node.id, action });
  }

  said(node: StandInNode, message: Extract<FromKubelet, { phase: unknown }>['phase']): void {
    const pod = this.pods.get(message.pod);
    if (pod === undefined || pod.node !== node) return;
    Object.assign(pod, { phase: message.phase, reason: message.reason, restarts: message.restarts, ip: message.ip === '' ? pod.ip : message.ip });
    const { phase, exitCode, restarts, reason } = message;
    if (phase === 'gone') this.ended(pod, reason);
    else {
      this.changed('MODIFIED', pod);
      this.post({ kind: 'pod-phase', pod: pod.id, phase: phase as never, exitCode, restarts, reason });
    }
  }

  stored(node: StandInNode, image: string, bytes: number): void {
    this.post({ kind: 'image-stored', node: node.id, image, bytes });
  }

  podsOn(node: StandInNode): readonly StandInPod[] {
    return [...this.pods.values()].filter((pod) => pod.node === node && !OVER.has(pod.phase));
  }

  /** Addresses of the pods that the Services of an application send to now. */
  endpoints(app: string): readonly string[] | null {
    const ids = this.routes.get(app);
    return ids === undefined ? null : ids.flatMap((id) => this.pods.get(id)?.ip || []);
  }

  private ended(pod: StandInPod, reason: string): void {
    if (!this.pods.delete(pod.id)) return;
    this.changed('DELETED', pod);
    this.post({ kind: 'pod-phase', pod: pod.id, phase: 'gone', exitCode: 0, restarts: pod.restarts, reason });
  }

  /** What its workload gives its container, and the index of its item where it is one of an indexed Job's, whose pods have it in their names. */
  private environmentOf({ name }: StandInPod): Readonly<Record<string, string>> {
    const given = containerOf(this.objectOf(name))?.env ?? [];
    return Object.fromEntries([...given, { name: 'JOB_COMPLETION_INDEX', value: this.jobOf(name)?.index ?? '' }].map(({ name, value }) => [name, value]));
  }

  /** The Job of a pod, and which of its items. */
  jobOf(podName: string): { readonly job: string; readonly index: string } | null {
    const object = this.objectOf(podName);
    const job = object?.metadata?.name ?? '';
    const index = podName.slice(job.length + 1).split('-')[0] ?? '';
    return object?.kind === 'Job' ? { job, index } : null;
  }

  /** The workload of a pod has the beginning of its name. */
  objectOf(podName: string): KubernetesObject | undefined {
    const owners = [...this.objects.values()].filter(({ metadata }) => podName.startsWith(`${metadata?.name}-`));
    return owners.sort((a, b) => (b.metadata?.name?.length ?? 0) - (a.metadata?.name?.length ?? 0))[0];
  }

  private listenForBeats(): void {
    for (const node of this.nodes.values()) {
      if (node.silent || this.nowUs - node.heardUs < GRACE_US) continue;
      node.silent = true;
      this.post({ kind: 'node-silent', node: node.id, lastHeardUs: Math.round(node.heardUs) });
    }
  }

  private post(event: WorldEvent): void {
    this.mailbox.post(event.kind === 'pod-phase' || event.kind === 'image-stored' ? 'pod' : 'node', event, Math.max(0, this.nowUs), 0);
    this.arm();
  }

  private arm(): void {
    clearTimeout(this.timer);
    const dueUs = Math.min(this.mailbox.nextUs, this.controlPlane.wakeAtUs);
    if (dueUs < NEVER) this.timer = setTimeout(() => this.step(), Math.min(2 ** 30, Math.max(0, (dueUs - this.nowUs) / 1000)));
  }

  private step(): void {
    const nowUs = Math.max(this.lastUs + 1, this.nowUs);
    this.lastUs = nowUs;
    for (const action of this.controlPlane.step(nowUs, this.mailbox.take(nowUs))) this.carryOut(action);
    this.arm();
  }

  private carryOut(action: Action): void {
    if (action.kind === 'route') this.routes.set(action.app, action.pods);
    else if (action.kind === 'note') this.note(action.note);
    else if (action.kind === 'stop-pod') {
      const pod = this.pods.get(action.pod);
      if (pod === undefined) return;
      pod.leaving = true;
      this.changed('MODIFIED', pod);
      pod.node?.post({ stop: pod.id, graceUs: action.graceUs, preStopUs: pod.spec?.preStopUs ?? 0 });
    } else if (action.kind === 'start-pod') {
      const pod = this.pods.get(action.pod.id);
      const node = [...this.nodes.values()].find(({ id }) => id === action.node);
      if (pod === undefined || node === undefined)
        return this.post({ kind: 'pod-phase', pod: action.pod.id, phase: 'gone', exitCode: 0, restarts: 0, reason: 'NodeLost' });
      Object.assign(pod, { node, spec: action.pod, phase: 'scheduled' });
      this.changed('MODIFIED', pod);
      node.post({ start: { pod: action.pod, uid: pod.uid, env: this.environmentOf(pod) } });
    }
  }

  private note({ what, pod: id, subject }: Extract<Action, { kind: 'note' }>['note']): void {
    if (what === 'rollout-finished') this.rolledOut(subject);
    if (id === null) return;
    if (what === 'pod-created') {
      const pod: StandInPod = {
        uid: randomUUID(),
        id,
        name: subject,
        node: null,
        spec: null,
        phase: 'pending',
        reason: '',
        restarts: 0,
        ip: '',
        leaving: false,
      };
      this.pods.set(id, pod);
      this.changed('ADDED', pod);
    }
    const pod = this.pods.get(id);
    // One that was never placed is gone at once.
    if (what === 'pod-deleted' && pod !== undefined && pod.node === null) {
      this.pods.delete(id);
      this.changed('DELETED', pod);
    }
  }
}

interface Container {
  readonly image?: string;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
}

/** The container that a workload's pods have. */
export const containerOf = (object: KubernetesObject | undefined): Container | undefined =>
  (object as { spec?: { template?: { spec?: { containers?: readonly Container[] } } } } | undefined)?.spec?.template?.spec?.containers?.[0];

function factsOf({ id, hello, labels, taints }: StandInNode): NodeFacts {
  return {
    id,
    name: hello.name,
    region: labels['topology.kubernetes.io/region'] ?? '',
    zone: labels['topology.kubernetes.io/zone'] ?? '',
    pool: '',
    spot: false,
    allocatable: { ...NO_RESOURCES, cpuMilli: hello.cpuMilli, memoryBytes: hello.memoryBytes },
    podsMax: hello.podsMax,
    labels,
    taints,
  };
}
