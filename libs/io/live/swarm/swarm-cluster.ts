import type { EntryFile, SwarmEntry } from '#core/entry';
import type { DrawnRun, Release } from '#core/scenario';
import { pack } from 'tar-stream';
import type { ClusterListener, LiveCluster, LiveNode, LivePod, LoadChannel, NodeUsage, Retrieved } from '../cluster/live-cluster.js';
import { batchAppsOf } from '../cluster/batch-apps.js';
import { nodeUsage } from '../cluster/node-usage.js';
import type { SandboxServices } from '../cluster/sandbox-services.js';
import { storeWorkload } from '../cluster/store-workload.js';
import { isGone, LiveFault } from '../engine/open-engine.js';
import { healthCheck } from '../images/workload-image.js';
import { StartupDraws } from '../light/startup-draws.js';
import { monotonicUs } from '../programs/lines.js';
import { type ClientRule, type Routes } from '../programs/plan.js';
import { adaptStack, isStack } from './adapt-stack.js';
import { OVERLAY } from './start-load.js';
import { ServiceAutoscaler } from './service-autoscaler.js';
import type { Swarm } from './start-swarm.js';
import { type SwarmNode, untilAnswers } from './swarm-node.js';
import { SwarmJobs } from './swarm-jobs.js';
import { SwarmTasks } from './swarm-tasks.js';

export const STACK = 'entry';
const STACK_FOLDER = '/tmp/entry';

export interface SwarmParts {
  readonly run: DrawnRun;
  readonly entry: SwarmEntry;
  readonly services: SandboxServices;
  readonly swarm: Swarm;
  readonly load: LoadChannel;
  readonly listener: ClusterListener;
  readonly clients: Readonly<Record<string, ClientRule>>;
  readonly hasVirtualAddresses: boolean;
}

export interface SwarmMachine extends LiveNode, SwarmNode {}

/** A real Swarm under a stack file: everything is decided by the managers of the real thing, and only watched from here. */
export class SwarmCluster implements LiveCluster {
  readonly driver = 'swarm' as const;
  readonly nodes = new Map<number, SwarmMachine>();
  readonly controlAddresses: readonly string[];
  private readonly batchApps: ReadonlySet<string>;
  private readonly tasks: SwarmTasks;
  private readonly jobs: SwarmJobs;
  private readonly autoscaler: ServiceAutoscaler;
  private readonly released = new Map<string, Release>();
  private readonly startups: StartupDraws;
  private t0Us = 0;
  private broken: (error: LiveFault) => void = () => undefined;
  readonly failed = new Promise<never>((_, reject) => (this.broken = reject));

  constructor(private readonly parts: SwarmParts) {
    this.failed.catch(() => undefined);
    const { swarm, run, listener, load, entry } = parts;
    this.batchApps = batchAppsOf(run);
    this.controlAddresses = [swarm.manager.address];
    this.startups = new StartupDraws(run);
    swarm.workers.forEach((worker, id) => this.nodes.set(id, Object.assign(worker, { drawn: run.nodes[id] as LiveNode['drawn'] })));
    const numbers = new Map(swarm.workers.map((worker, id) => [worker.id, id]));
    const apps = new Map(run.applications.map(({ name }) => [`regatta/${name}`, name]));
    // Both clocks are the host's; their distance does not change during a run.
    const offsetUs = monotonicUs() - Date.now() * 1000;
    const since = (timestamp: string): number => microsOf(timestamp) + offsetUs - this.t0Us;
    const nowUs = (): number => this.nowUs;
    this.jobs = new SwarmJobs({
      run,
      entry,
      manager: swarm.manager,
      nameOf: (service) => `${STACK}_${service}`,
      listener,
      since,
      nowUs,
      broken: (error) => this.broken(error),
    });
    this.tasks = new SwarmTasks({
      ...{ manager: swarm.manager, network: OVERLAY, listener, load, since, nowUs },
      nodeOf: (id) => numbers.get(id) ?? null,
      nodeName: (node) => run.nodes[node]?.facts.name ?? '',
      appOf: (image) => apps.get(repositoryOf(image)) ?? null,
      batchApps: this.batchApps,
      listed: (tasks) => this.jobs.listed(tasks),
    });
    const serving = entry.services.filter(({ app }) => !this.batchApps.has(app));
    this.autoscaler = new ServiceAutoscaler(
      { ...entry, services: serving },
      {
        pods: () => [...this.tasks.pods.values()],
        load,
        scale: (service, replicas) => this.scaleService(service, replicas),
        listener,
      },
    );
  }

  get sandbox() {
    return this.parts.swarm.sandbox;
  }

  get load(): LoadChannel {
    return this.parts.load;
  }

  get nowUs(): number {
    return monotonicUs() - this.t0Us;
  }

  dnsName(app: string): string | null {
    return this.parts.clients[app]?.dnsName ?? null;
  }

  store(...release: Parameters<LiveCluster['store']>) {
    return storeWorkload(this.parts, this.startups, release);
  }

  async retrieve(id: number, image: string): Promise<Retrieved> {
    const { docker } = this.nodeAt(id);
    const startedUs = monotonicUs();
    let fetched = 0;
    const stream = (await docker.pull(image)) as NodeJS.ReadableStream;
    await new Promise<void>((resolve, reject) => {
      const onProgress = ({ status, progressDetail }: { status?: string; progressDetail?: { total?: number } }): void => {
        if (status === 'Downloading' || status === 'Pull complete') fetched = Math.max(fetched, progressDetail?.total ?? 1);
      };
      docker.modem.followProgress(stream, (error) => (error === null ? resolve() : reject(error)), onProgress);
    });
    const { Size } = await docker.getImage(image).inspect();
    return { tookUs: monotonicUs() - startedUs, fetchedBytes: fetched === 0 ? 0 : Size };
  }

  setRegistry(bytesPerSecond: number): Promise<void> {
    return this.parts.services.setRegistry(bytesPerSecond);
  }

  /** The real command, on the manager. */
  async begin(t0Us: number): Promise<void> {
    this.t0Us = t0Us;
    const { entry, swarm, listener, hasVirtualAddresses, run } = this.parts;
    const patterns = new Set(entry.services.filter(({ app }) => this.batchApps.has(app)).map(({ name }) => name));
    const adapted = entry.files.map((file) => {
      if (!isStack(file.text)) return { ...file, isStack: false };
      const { text, changes } = adaptStack(file.text, { network: OVERLAY, hasVirtualAddresses, healthCheck: healthCheck(), patterns });
      for (const change of changes) listener.log(0, 'stack-adapted', file.path, change);
      return { path: file.path, text, isStack: true };
    });
    await swarm.manager.container.putArchive(archiveOf(adapted), { path: '/' });
    this.tasks.begin();
    const stacks = adapted.filter((file) => file.isStack).flatMap(({ path }) => ['-c', `${STACK_FOLDER}/${path}`]);
    const said = await swarm.docker(['stack', 'deploy', ...stacks, '--resolve-image', 'never', STACK]);
    listener.log(this.nowUs, 'stack-deployed', said.trim());
    const { metricsUs, metricsDelayUs } = run.cluster.lags;
    this.autoscaler.begin(metricsUs, metricsDelayUs, () => this.nowUs);
    this.jobs.begin();
  }

  pods(): readonly LivePod[] {
    return [...this.tasks.pods.values()];
  }

  /** Clients look names up. */
  routes(): Routes {
    return {};
  }

  async scale(app: string, replicas: number): Promise<void> {
    for (const name of this.servicesOf(app)) await this.scaleService(name, replicas);
  }

  async killPod(key: string): Promise<void> {
    const pod = this.tasks.pods.get(key);
    const id = pod?.task.Status.ContainerStatus?.ContainerID;
    if (pod === undefined || pod.node === null || id === undefined) return;
    await this.nodeAt(pod.node).docker.getContainer(id).kill();
  }

  async maintain(id: number, action: 'drain' | 'uncordon'): Promise<void> {
    await this.parts.swarm.docker(['node', 'update', '--availability', action === 'drain' ? 'drain' : 'active', this.nodeAt(id).id]);
  }

  async release(app: string, image: string): Promise<void> {
    const release = this.parts.run.releases.find((one) => one.app === app && one.image === image);
    if (release !== undefined) this.released.set(image, release);
    for (const name of this.servicesOf(app))
      await this.parts.swarm.docker(['service', 'update', '--detach', '--no-resolve-image', '--image', image, `${STACK}_${name}`]);
  }

  async removeNode(id: number): Promise<void> {
    const node = this.nodes.get(id);
    if (node === undefined) return;
    this.nodes.delete(id);
    node.close();
    await node.container.remove({ force: true, v: true }).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
    await this.parts.swarm.docker(['node', 'rm', '--force', node.id]).catch(() => undefined);
  }

  /** The managers find out by themselves; so does whoever watches them. */
  nodeStopped(id: number): void {
    this.nodes.get(id)?.close();
  }

  async nodeStarted(id: number): Promise<void> {
    await untilAnswers(this.nodeAt(id));
  }

  usage(): Promise<readonly NodeUsage[]> {
    return nodeUsage(this.nodes);
  }

  async down(): Promise<void> {
    this.tasks.stop();
    this.jobs.stop();
    this.autoscaler.stop();
    await this.parts.swarm.down();
  }

  private servicesOf(app: string): readonly string[] {
    return this.parts.entry.services.filter((service) => service.app === app).map(({ name }) => name);
  }

  private async scaleService(name: string, replicas: number): Promise<void> {
    const app = this.parts.entry.services.find((service) => service.name === name)?.app;
    if (app !== undefined) this.tasks.scaled(app);
    await this.parts.swarm.docker(['service', 'scale', '--detach', `${STACK}_${name}=${replicas}`]);
  }

  private nodeAt(id: number): SwarmMachine {
    const node = this.nodes.get(id);
    if (node === undefined) throw new LiveFault('cluster-failed', `there is no node ${id}`, false);
    return node;
  }
}

function archiveOf(files: readonly EntryFile[]): NodeJS.ReadableStream {
  const tar = pack();
  for (const { path, text } of files) tar.entry({ name: `${STACK_FOLDER.slice(1)}/${path}`, mode: 0o644 }, text);
  tar.finalize();
  return tar as unknown as NodeJS.ReadableStream;
}

function repositoryOf(image: string): string {
  const name = image.split('@')[0] ?? '';
  const colon = name.lastIndexOf(':');
  return (colon > name.lastIndexOf('/') ? name.slice(0, colon) : name).replace(/^docker\.io\//, '');
}

/** Microseconds since 1970 of a time stamp with nanoseconds, without losing those that a Date would. */
export function microsOf(timestamp: string): number {
  const fraction = /\.(\d+)/.exec(timestamp)?.[1] ?? '0';
  return Math.floor(Date.parse(timestamp) / 1000) * 1_000_000 + Math.floor(Number(`0.${fraction}`) * 1e6);
}
