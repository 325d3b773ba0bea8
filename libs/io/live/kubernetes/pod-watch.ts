import type { ClusterListener, LivePod, LivePodPhase, LoadChannel } from '../cluster/live-cluster.js';
import { WORK_PORT } from '../programs/plan.js';
import type { EventObject } from './event-notes.js';
import type { WatchEvent } from './kubectl.js';

interface ContainerStatus {
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly running?: object;
    readonly terminated?: { readonly exitCode: number; readonly reason?: string };
  };
}

interface Marks {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A Pod as far as it is read here. */
export interface PodObject {
  readonly metadata: { readonly uid: string; readonly name: string; readonly namespace: string; readonly deletionTimestamp?: string } & Marks;
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly {
      readonly image: string;
      readonly resources?: { readonly requests?: { readonly cpu?: string; readonly memory?: string } };
    }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface KubernetesPod extends LivePod {
  readonly object: PodObject;
  readonly restarts: number;
}

export interface PodWatchOptions {
  readonly listener: ClusterListener;
  readonly load: LoadChannel;
  readonly nowUs: () => number;
  /** Number of the machine of that name; null: it is none of the scenario's. */
  readonly nodeOf: (name: string) => number | null;
  readonly isOff: (node: number) => boolean;
  /** Applications that get their work by jobs: their pods answer nobody, and end. */
  readonly batchApps: ReadonlySet<string>;
  readonly succeeded: (pod: PodObject) => void;
}

/** Tells what happens to the entry's pods, as the API server says it, when it says it. */
export class PodWatch {
  readonly pods = new Map<string, KubernetesPod>();
  private readonly over = new Set<string>();
  private readonly watched = new Set<string>();
  /** Applications that were just scaled: their next pods come from that. */
  private readonly scaledUntilUs = new Map<string, number>();

  constructor(private readonly options: PodWatchOptions) {}

  scaled(app: string): void {
    this.scaledUntilUs.set(app, this.options.nowUs() + 10_000_000);
  }

  onPod({ type, object }: WatchEvent): void {
    const pod = object as PodObject;
    const app = appOf(pod);
    if (app === null || this.over.has(pod.metadata.uid) || type === 'BOOKMARK' || type === 'ERROR') return;
    if (type === 'DELETED') return this.end(pod.metadata.uid);
    this.see(this.podOf(pod, app));
  }

  /** `Successfully pulled image "…" in 1.2s (1.5s including waiting). Image size: 123 bytes.` */
  onEvent({ type, object }: WatchEvent): void {
    const { reason, message = '' } = object as EventObject;
    if (type !== 'ADDED' || reason !== 'Pulled' || !/regatta\//.test(message)) return;
    if (/already present/.test(message)) return this.options.listener.pulled(0, 0);
    const took = /including waiting/.test(message) ? /\(([\dmsµ.h]+) including waiting\)/.exec(message) : / in ([\dmsµ.h]+)/.exec(message);
    this.options.listener.pulled(goDurationUs(took?.[1] ?? ''), Number(/Image size: (\d+)/.exec(message)?.[1] ?? 1));
  }

  /** A machine went off or came back: what ran on it serves nobody, whatever the API server still believes. */
  lookAgain(node: number): void {
    for (const pod of [...this.pods.values()]) if (pod.node === node) this.see(this.podOf(pod.object, pod.app));
  }

  private see(pod: KubernetesPod): void {
    const { listener, load, nowUs } = this.options;
    const atUs = nowUs();
    const before = this.pods.get(pod.key);
    if (before === undefined) listener.created(pod, atUs, (this.scaledUntilUs.get(pod.app) ?? 0) > atUs);
    this.pods.set(pod.key, pod);
    if (pod.node !== null && (before?.node ?? null) === null) {
      // As the simulated world writes it, so that both logs can be laid side by side.
      listener.log(atUs, 'start-pod', pod.key, pod.name, pod.object.spec.nodeName ?? '', pod.object.spec.containers[0]?.image ?? '');
      listener.assigned(pod, atUs);
    }
    const address = pod.object.status?.podIP;
    if (address !== undefined && address !== '' && !this.watched.has(pod.key) && !this.options.batchApps.has(pod.app)) {
      this.watched.add(pod.key);
      load.send({ watch: { key: pod.key, host: address, port: WORK_PORT } });
    }
    if (pod.restarts > (before?.restarts ?? 0)) listener.log(atUs, 'pod-phase', pod.key, 'restarting', 0, pod.restarts, '');
    if (before?.phase !== pod.phase) this.moved(pod, before, atUs);
    if (pod.object.status?.phase === 'Succeeded') this.options.succeeded(pod.object);
    if (pod.phase === 'ended') this.end(pod.key);
  }

  private moved(pod: KubernetesPod, before: KubernetesPod | undefined, atUs: number): void {
    const { listener } = this.options;
    listener.log(atUs, 'pod-phase', pod.key, pod.phase, 0, pod.restarts, pod.object.status?.reason ?? '');
    const hasStarted = (phase: LivePodPhase | undefined) => phase === 'starting' || phase === 'running' || phase === 'ready' || phase === 'unready';
    if (hasStarted(pod.phase) && !hasStarted(before?.phase) && pod.restarts === 0) listener.starting(pod.key, atUs);
    if (pod.phase === 'ready') listener.ready(pod, atUs);
    if (before?.phase === 'ready') listener.unready(pod, atUs, isLeaving(pod.object));
  }

  private end(key: string): void {
    const pod = this.pods.get(key);
    this.over.add(key);
    if (pod === undefined || !this.pods.delete(key)) return;
    const { listener, load, nowUs } = this.options;
    load.send({ unwatch: key });
    const ended: KubernetesPod = { ...pod, phase: 'ended' };
    if (pod.phase === 'ready') listener.unready(ended, nowUs(), isLeaving(pod.object));
    if (pod.object.status?.reason === 'Evicted' || pod.object.status?.reason === 'Preempting') listener.evicted(key, pod.node);
    listener.dropped(key, nowUs());
    listener.ended(ended, nowUs());
  }

  private podOf(object: PodObject, app: string): KubernetesPod {
    const requests = object.spec.containers.map(({ resources }) => resources?.requests ?? {});
    const before = this.pods.get(object.metadata.uid);
    const node = object.spec.nodeName === undefined ? null : this.options.nodeOf(object.spec.nodeName);
    const seen = phaseOf(object, before?.phase === 'ready' || before?.phase === 'unready');
    const said = seen === 'ready' && this.options.batchApps.has(app) ? 'running' : seen;
    return {
      key: object.metadata.uid,
      name: object.metadata.name,
      app,
      phase: said === 'ready' && node !== null && this.options.isOff(node) ? 'unready' : said,
      node,
      requests: {
        cpuMilli: requests.reduce((sum, { cpu = '0' }) => sum + milliOf(cpu), 0),
        memoryBytes: requests.reduce((sum, { memory = '0' }) => sum + bytesOf(memory), 0),
      },
      object,
      restarts: (object.status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0),
    };
  }
}

const isLeaving = ({ metadata }: PodObject): boolean => metadata.deletionTimestamp !== undefined;

const appOf = ({ spec }: PodObject): string | null =>
  spec.containers.map(({ image }) => /^(?:docker\.io\/)?regatta\/([^:@]+)/.exec(image)?.[1]).find((app) => app !== undefined) ?? null;

function phaseOf(pod: PodObject, wasReady: boolean): LivePodPhase {
  const { phase, conditions = [], containerStatuses = [] } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') return 'ended';
  if (pod.spec.nodeName === undefined) return 'pending';
  const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  if (isReady) return isLeaving(pod) ? 'unready' : 'ready';
  if (wasReady) return 'unready';
  if (containerStatuses.length === 0) return 'pending';
  if (containerStatuses.some(({ state }) => state?.running !== undefined)) return 'running';
  return containerStatuses.some(({ restartCount, state }) => restartCount > 0 || state?.terminated !== undefined) ? 'starting' : 'pulling';
}

const UNITS: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, k: 1e3, M: 1e6, G: 1e9, T: 1e12, '': 1, m: 1e-3 };

/** `250m`, `0.5` → thousandths. */
const milliOf = (quantity: string): number => Math.round(amountOf(quantity) * 1000);
const bytesOf = (quantity: string): number => Math.round(amountOf(quantity));

function amountOf(quantity: string): number {
  const [, number = '0', unit = ''] = /^([\d.]+)([a-zA-Z]*)$/.exec(quantity) ?? [];
  return Number(number) * (UNITS[unit] ?? 1);
}

/** `1m2.5s`, `350ms`, as Go prints durations. */
function goDurationUs(text: string): number {
  const factors: Readonly<Record<string, number>> = { h: 3.6e9, m: 6e7, s: 1e6, ms: 1e3, µs: 1, us: 1 };
  let sum = 0;
  for (const [, number = '0', unit = ''] of text.matchAll(/([\d.]+)(h|ms|m|s|µs|us)/g)) sum += Number(number) * (factors[unit] ?? 0);
  return Math.round(sum);
}
