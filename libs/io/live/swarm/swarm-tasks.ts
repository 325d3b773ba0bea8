import type { ClusterListener, LivePod, LivePodPhase, LoadChannel } from '../cluster/live-cluster.js';
import { type Endpoint, WORK_PORT } from '../programs/plan.js';
import type { SwarmNode } from './swarm-node.js';

/** A task as the manager's API lists it. */
export interface SwarmTask {
  readonly ID: string;
  readonly CreatedAt: string;
  readonly ServiceID: string;
  readonly Slot?: number;
  readonly NodeID?: string;
  readonly DesiredState: string;
  readonly Spec: {
    readonly ContainerSpec?: { readonly Image?: string };
    readonly Resources?: { readonly Reservations?: { readonly NanoCPUs?: number; readonly MemoryBytes?: number } };
  };
  readonly Status: {
    readonly Timestamp: string;
    readonly State: string;
    readonly ContainerStatus?: { readonly ContainerID?: string; readonly ExitCode?: number };
  };
  readonly NetworksAttachments?: readonly { readonly Network: { readonly Spec: { readonly Name: string } }; readonly Addresses?: readonly string[] }[];
}

export interface TaskPod extends LivePod {
  readonly task: SwarmTask;
  /** Desired to run, not only known to. */
  readonly wanted: boolean;
  /** On the sandbox's network; null before it has an address there, and of batch work. */
  readonly endpoint: Endpoint | null;
}

export interface SwarmTasksOptions {
  readonly manager: SwarmNode;
  /** Number of the machine; null: it is none of the scenario's. */
  readonly nodeOf: (swarmId: string) => number | null;
  readonly nodeName: (node: number) => string;
  readonly appOf: (image: string) => string | null;
  /** Applications that get their work by jobs: they answer nobody. */
  readonly batchApps: ReadonlySet<string>;
  readonly network: string;
  readonly listener: ClusterListener;
  readonly load: LoadChannel;
  /** µs since time 0 of a time stamp of the host. */
  readonly since: (timestamp: string) => number;
  readonly nowUs: () => number;
  /** All tasks that the manager lists, whenever it is asked. */
  readonly listed: (tasks: readonly SwarmTask[]) => void;
}

const ENDED = new Set(['complete', 'failed', 'shutdown', 'rejected', 'orphaned', 'remove']);
const PHASES: Readonly<Record<string, LivePodPhase>> = { preparing: 'pulling', ready: 'pulling', starting: 'starting', running: 'ready' };
/** A job's tasks are wanted to complete. */
const WANTED = new Set(['ready', 'running', 'complete']);
const POLL_MS = 150;

function phaseOf({ Status: { State } }: SwarmTask, isBatch: boolean): LivePodPhase {
  if (ENDED.has(State)) return 'ended';
  const phase = PHASES[State] ?? 'pending';
  return phase === 'ready' && isBatch ? 'running' : phase;
}

/** Watches the manager's list of tasks and tells what happens to them, at the times that the manager itself gives. */
export class SwarmTasks {
  readonly pods = new Map<string, TaskPod>();
  private readonly ended = new Set<string>();
  private readonly preparingUs = new Map<string, number>();
  private readonly seenImages = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  /** Applications that were just scaled: their next tasks come from that. */
  private readonly scaledUntilUs = new Map<string, number>();

  constructor(private readonly options: SwarmTasksOptions) {}

  begin(): void {
    const again = (): void => {
      if (!this.closed)
        this.timer = setTimeout(
          () =>
            void this.poll()
              .catch(() => undefined)
              .then(again),
          POLL_MS,
        );
    };
    again();
  }

  stop(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  scaled(app: string): void {
    this.scaledUntilUs.set(app, this.options.nowUs() + 10_000_000);
  }

  async poll(): Promise<void> {
    const tasks = (await this.options.manager.docker.listTasks()) as unknown as SwarmTask[];
    this.options.listed(tasks);
    const listed = new Set<string>();
    for (const task of tasks) {
      listed.add(task.ID);
      const app = this.options.appOf(task.Spec.ContainerSpec?.Image ?? '');
      if (app !== null) this.see(task, app);
    }
    // The manager forgets old tasks; one that vanished while it ran is over.
    for (const pod of [...this.pods.values()]) if (!listed.has(pod.key)) this.end(pod, this.options.nowUs());
  }

  private see(task: SwarmTask, app: string): void {
    if (this.ended.has(task.ID)) return;
    const before = this.pods.get(task.ID);
    const pod = this.podOf(task, app);
    const atUs = this.options.since(task.Status.Timestamp);
    if (before === undefined) {
      if (ENDED.has(task.Status.State)) return;
      this.options.listener.created(pod, this.options.since(task.CreatedAt), (this.scaledUntilUs.get(app) ?? 0) > this.options.nowUs());
    }
    this.pods.set(task.ID, pod);
    if (pod.node !== null && (before?.node ?? null) === null) this.placed(pod, this.options.since(task.CreatedAt));
    if (before?.task.Status.State !== task.Status.State) this.moved(pod, before, atUs);
    const isReady = pod.phase === 'ready';
    const wasReady = before?.phase === 'ready';
    if (isReady && !wasReady) {
      this.options.listener.log(atUs, 'pod-phase', pod.key, 'ready', 0, 0, '');
      this.options.listener.ready(pod, atUs);
    }
    if (!isReady && wasReady) this.options.listener.unready(pod, this.options.nowUs(), task.DesiredState === 'shutdown' && !ENDED.has(task.Status.State));
    if (ENDED.has(task.Status.State)) this.end(pod, atUs);
  }

  private podOf(task: SwarmTask, app: string): TaskPod {
    const { NanoCPUs = 0, MemoryBytes = 0 } = task.Spec.Resources?.Reservations ?? {};
    const wanted = WANTED.has(task.DesiredState);
    const isBatch = this.options.batchApps.has(app);
    const phase = phaseOf(task, isBatch);
    return {
      key: task.ID,
      name: `${app}.${task.Slot ?? task.NodeID ?? ''}`,
      app,
      // What is asked to stop, or sits on a lost node, serves nobody for much longer.
      phase: phase === 'ready' && !wanted ? 'unready' : phase,
      node: task.NodeID === undefined || task.NodeID === '' ? null : this.options.nodeOf(task.NodeID),
      requests: { cpuMilli: Math.round(NanoCPUs / 1e6), memoryBytes: MemoryBytes },
      task,
      wanted,
      endpoint: isBatch ? null : this.endpointOf(task),
    };
  }

  private placed(pod: TaskPod, createdUs: number): void {
    // As the simulated world writes it, so that both logs can be laid side by side.
    this.options.listener.log(
      this.options.nowUs(),
      'start-pod',
      pod.key,
      pod.name,
      this.options.nodeName(pod.node ?? -1),
      pod.task.Spec.ContainerSpec?.Image ?? '',
    );
    this.options.listener.assigned(pod, Math.max(createdUs, this.options.nowUs() - POLL_MS * 1000));
    if (pod.endpoint !== null) this.options.load.send({ watch: pod.endpoint });
  }

  private endpointOf({ ID, NetworksAttachments }: SwarmTask): Endpoint | null {
    const address = NetworksAttachments?.find(({ Network }) => Network.Spec.Name === this.options.network)?.Addresses?.[0]?.split('/')[0];
    return address === undefined ? null : { key: ID, host: address, port: WORK_PORT };
  }

  private moved(pod: TaskPod, before: TaskPod | undefined, atUs: number): void {
    const state = pod.task.Status.State;
    this.options.listener.log(atUs, 'task', pod.name, state, pod.task.DesiredState, pod.node ?? -1);
    if (state === 'preparing') this.preparingUs.set(pod.key, atUs);
    const isPast = state === 'starting' || state === 'running';
    const prepared = this.preparingUs.get(pod.key);
    if (!isPast || before?.phase === 'starting') return;
    // The poll may have missed the short states in between; the manager's own time stamps have not.
    const image = `${pod.node} ${pod.task.Spec.ContainerSpec?.Image ?? ''}`;
    if (prepared !== undefined) this.options.listener.pulled(atUs - prepared, this.seenImages.has(image) ? 0 : 1);
    this.seenImages.add(image);
    this.preparingUs.delete(pod.key);
    this.options.listener.starting(pod.key, atUs);
  }

  private end(pod: TaskPod, atUs: number): void {
    if (!this.pods.delete(pod.key)) return;
    this.ended.add(pod.key);
    this.options.load.send({ unwatch: pod.key });
    this.options.listener.unready({ ...pod, phase: 'ended' }, atUs, !pod.wanted);
    this.options.listener.dropped(pod.key, atUs);
    this.options.listener.ended(pod, atUs);
  }
}
