import type { DrawnRun } from '#core/scenario';
import type { ClusterListener, LiveCluster, LiveNode, LivePod, LoadChannel, NodeUsage, Retrieved } from '../cluster/live-cluster.js';
import { nodeUsage } from '../cluster/node-usage.js';
import type { SandboxServices } from '../cluster/sandbox-services.js';
import { storeWorkload } from '../cluster/store-workload.js';
import { execIn, mustExecIn } from '../engine/exec-in.js';
import { isGone, LiveFault } from '../engine/open-engine.js';
import { StartupDraws } from '../light/startup-draws.js';
import { monotonicUs } from '../programs/lines.js';
import { type ClientRule, type Routes } from '../programs/plan.js';
import type { AdaptedManifests, Runner } from './adapt-manifests.js';
import { batchAppsOf } from '../cluster/batch-apps.js';
import { EventNotes } from './event-notes.js';
import { KubernetesJobs } from './kubernetes-jobs.js';
import type { Kubernetes } from './node-plan.js';
import { bringRoutesBack, TAKE_ROUTES_AWAY } from './node-routes.js';
import { MachineEnded, untilSucceeds } from './until-succeeds.js';
import { PodWatch } from './pod-watch.js';
import { WorkloadWatch } from './workload-watch.js';

export interface KubernetesParts {
  readonly run: DrawnRun;
  readonly services: SandboxServices;
  readonly cluster: Kubernetes;
  readonly manifests: AdaptedManifests;
  readonly load: LoadChannel;
  readonly listener: ClusterListener;
  readonly clients: Readonly<Record<string, ClientRule>>;
}

const PULL_MS = 120_000;
const DRAIN_S = 120;
const WATCH_AGAIN_MS = 200;

/** A real Kubernetes under an entry's manifests: everything is decided by its own control plane, and only watched from here. */
export class KubernetesCluster implements LiveCluster {
  readonly driver = 'kubernetes' as const;
  readonly nodes = new Map<number, LiveNode>();
  readonly controlAddresses: readonly string[];
  private readonly watch: PodWatch;
  private readonly jobs: KubernetesJobs;
  private readonly startups: StartupDraws;
  private readonly off = new Set<number>();
  private closed = false;
  private t0Us = 0;
  private broken: (error: LiveFault) => void = () => undefined;
  readonly failed = new Promise<never>((_, reject) => (this.broken = reject));

  constructor(private readonly parts: KubernetesParts) {
    this.failed.catch(() => undefined);
    const { cluster, run, listener, load, manifests } = parts;
    this.controlAddresses = [cluster.controlPlane.address];
    this.startups = new StartupDraws(run);
    const numbers = new Map(run.nodes.map(({ facts }) => [facts.name, facts.id]));
    cluster.workers.forEach(({ container, address }, index) => {
      const drawn = run.nodes[index] as LiveNode['drawn'];
      this.nodes.set(drawn.facts.id, { drawn, container, address });
    });
    this.watch = new PodWatch({
      listener,
      load,
      nowUs: () => monotonicUs() - this.t0Us,
      nodeOf: (name) => numbers.get(name) ?? null,
      isOff: (node) => this.off.has(node),
      batchApps: batchAppsOf(run),
      succeeded: (pod) => this.jobs.succeeded(pod),
    });
    this.jobs = new KubernetesJobs({
      run,
      patterns: manifests.patterns,
      kubectl: cluster.kubectl,
      listener,
      nowUs: () => monotonicUs() - this.t0Us,
      broken: (error) => this.broken(error),
    });
  }

  get sandbox() {
    return this.parts.services.sandbox;
  }

  get load(): LoadChannel {
    return this.parts.load;
  }

  dnsName(app: string): string | null {
    return this.parts.clients[app]?.dnsName ?? null;
  }

  store(...release: Parameters<LiveCluster['store']>) {
    return storeWorkload(this.parts, this.startups, release);
  }

  /** By the container runtime of the node, as its kubelet would have it pulled. */
  async retrieve(id: number, image: string): Promise<Retrieved> {
    const { container } = this.nodeAt(id);
    const wasThere = (await sizeOf(container, image)) !== null;
    const startedUs = monotonicUs();
    await mustExecIn(container, ['crictl', 'pull', image], { timeoutMs: PULL_MS });
    const tookUs = monotonicUs() - startedUs;
    return { tookUs, fetchedBytes: wasThere ? 0 : ((await sizeOf(container, image)) ?? 0) };
  }

  setRegistry(bytesPerSecond: number): Promise<void> {
    return this.parts.services.setRegistry(bytesPerSecond);
  }

  /** The real command, with what the team wrote. */
  async begin(t0Us: number): Promise<void> {
    this.t0Us = t0Us;
    const { cluster, manifests, listener } = this.parts;
    for (const change of manifests.changes) listener.log(0, 'manifests-adapted', change);
    const notes = new EventNotes(Date.now());
    const note = (what: string, subject: string, text: string): void => listener.log(monotonicUs() - this.t0Us, 'note', what, subject, null, null, text);
    const workloads = new WorkloadWatch(manifests.runners, { scaled: (app) => this.watch.scaled(app), rollout: note });
    this.follow('/api/v1/pods', (event) => this.watch.onPod(event));
    this.follow('/api/v1/events', (event) => {
      this.watch.onEvent(event);
      const said = notes.read(event.object);
      if (said !== null) note(...said);
    });
    for (const path of workloads.begin()) this.follow(path, (event) => workloads.onWorkload(event));
    const said = await cluster.kubectl.run(['apply', '-f', '-'], manifests.text);
    listener.log(monotonicUs() - t0Us, 'manifests-applied', said.trim());
    this.jobs.begin();
  }

  pods(): readonly LivePod[] {
    return [...this.watch.pods.values()];
  }

  /** Clients look names up. */
  routes(): Routes {
    return {};
  }

  async scale(app: string, replicas: number): Promise<void> {
    for (const { resource, namespace } of this.runnersOf(app).filter(({ scales }) => scales))
      await this.parts.cluster.kubectl.run(['scale', resource, `--namespace=${namespace}`, `--replicas=${replicas}`]);
  }

  /** As an accident would: its container is stopped behind the kubelet's back. */
  async killPod(key: string): Promise<void> {
    const pod = this.watch.pods.get(key);
    if (pod === undefined || pod.node === null) return;
    const { container } = this.nodeAt(pod.node);
    const ids = (await mustExecIn(container, ['crictl', 'ps', '-q', '--label', `io.kubernetes.pod.uid=${key}`])).split('\n').filter((id) => id !== '');
    if (ids.length > 0) await mustExecIn(container, ['crictl', 'stop', '--timeout=0', ...ids]);
  }

  async maintain(id: number, action: 'drain' | 'uncordon'): Promise<void> {
    const { kubectl } = this.parts.cluster;
    const { name } = this.nodeAt(id).drawn.facts;
    if (action === 'uncordon') return void (await kubectl.run(['uncordon', name]));
    const how = ['--ignore-daemonsets', '--delete-emptydir-data', '--force', `--timeout=${DRAIN_S}s`];
    const { code, stderr } = await kubectl.ask(['drain', name, ...how], undefined, (DRAIN_S + 10) * 1000);
    // A budget for disruptions may hold a pod there for ever: that is the entry's own.
    if (code !== 0) this.parts.listener.log(monotonicUs() - this.t0Us, 'drain-incomplete', name, stderr.trim().slice(-300));
  }

  async release(app: string, image: string): Promise<void> {
    this.jobs.release(app, image);
    for (const { resource, namespace, container } of this.runnersOf(app))
      await this.parts.cluster.kubectl.run(['set', 'image', resource, `--namespace=${namespace}`, `${container}=${image}`]);
  }

  async removeNode(id: number): Promise<void> {
    const node = this.nodes.get(id);
    if (node === undefined) return;
    this.nodeStopped(id);
    this.nodes.delete(id);
    await node.container.remove({ force: true, v: true }).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
    // What a cloud's controller does once the machine is gone.
    await this.parts.cluster.kubectl.ask(['delete', 'node', node.drawn.facts.name, '--wait=false']);
  }

  nodeStopped(id: number): void {
    this.off.add(id);
    this.watch.lookAgain(id);
  }

  async nodeStarted(id: number): Promise<void> {
    const { container, drawn } = this.nodeAt(id);
    try {
      await untilSucceeds(container, `the container runtime of ${drawn.facts.name}`, ['crictl', 'ps', '-q']);
    } catch (error) {
      // Another fault switched it off again: that one is told of it.
      if (error instanceof MachineEnded) return;
      throw error;
    }
    this.off.delete(id);
    this.watch.lookAgain(id);
  }

  async replug(id: number, connect: () => Promise<void>): Promise<void> {
    const { container, address } = this.nodeAt(id);
    await mustExecIn(container, TAKE_ROUTES_AWAY);
    await connect();
    await mustExecIn(container, bringRoutesBack(this.sandbox, address));
  }

  usage(): Promise<readonly NodeUsage[]> {
    return nodeUsage(this.nodes);
  }

  async down(): Promise<void> {
    this.closed = true;
    this.jobs.stop();
    await this.sandbox.down();
  }

  /** Watches for as long as the cluster is there; the API server ends every watch now and then. */
  private follow(path: string, use: Parameters<Kubernetes['kubectl']['watch']>[1]): void {
    void this.parts.cluster.kubectl
      .watch(path, use)
      .then((channel) => channel.closed)
      .catch(() => undefined)
      .then(() => this.closed || setTimeout(() => this.closed || this.follow(path, use), WATCH_AGAIN_MS));
  }

  private runnersOf(app: string): readonly Runner[] {
    return this.parts.manifests.runners.filter((one) => one.app === app);
  }

  private nodeAt(id: number): LiveNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new LiveFault('cluster-failed', `there is no node ${id}`, false);
    return node;
  }
}

/** What an image takes on a node; null: it is not there. */
async function sizeOf(container: LiveNode['container'], image: string): Promise<number | null> {
  const { code, stdout } = await execIn(container, ['crictl', 'inspecti', '-o', 'json', image]);
  if (code !== 0) return null;
  return Number((JSON.parse(stdout) as { status?: { size?: string | number } }).status?.size ?? 0);
}
