import type { WorldEvent } from '#core/orchestrator';
import type { DrawnRun } from '#core/scenario';
import { HOSTS } from '../cluster/hosts.js';
import { inTime } from '../cluster/in-time.js';
import type { ClusterListener, LiveCluster, LivePod, LoadChannel, NodeUsage, Retrieved } from '../cluster/live-cluster.js';
import { nodeUsage } from '../cluster/node-usage.js';
import type { SandboxServices } from '../cluster/sandbox-services.js';
import { LiveFault } from '../engine/open-engine.js';
import type { FromAgent, ToAgent } from '../programs/agent-messages.js';
import type { ClientRule, Routes } from '../programs/plan.js';
import { ControlLoop } from './control-loop.js';
import { Hands } from './hands.js';
import { LightImages } from './light-images.js';
import { LightMachines } from './light-machines.js';
import type { LightNode } from './light-node.js';
import { LightPods } from './light-pods.js';
import { MachinePools } from './machine-pools.js';
import { RunClock } from './run-clock.js';
import type { Stepper } from './stepper.js';
import { UsageScraper } from './usage-scraper.js';

export interface LightParts {
  readonly run: DrawnRun;
  readonly services: SandboxServices;
  readonly load: LoadChannel;
  readonly controlPlane: Stepper;
  readonly listener: ClusterListener;
  readonly clients: Readonly<Record<string, ClientRule>>;
  /** What `kubectl scale` does; null for control planes that take no orders while they run. */
  readonly scaleTo: ((app: string, replicas: number) => void) | null;
}

/**
 * The live world of Regatta's own control planes. The very same stepped code that the simulated world drives is stepped here by
 * the wall clock (the loop); what it asks for is carried out (by the hands) by agents in containers (the machines), and what they
 * report is posted to it with the lags that the scenario gives.
 */
export class LightCluster implements LiveCluster {
  readonly driver = 'light' as const;
  readonly controlAddresses: readonly string[];
  private readonly clock = new RunClock();
  private readonly loop: ControlLoop;
  private readonly machines: LightMachines;
  private readonly podBook: LightPods;
  private readonly images: LightImages;
  private readonly scraper: UsageScraper;
  private readonly pools: MachinePools;
  private readonly hands: Hands;
  private routesNow: Routes = {};
  private crashMilli: Readonly<Record<string, number>> = {};
  private closed = false;
  private broken: (error: LiveFault) => void = () => undefined;
  readonly failed: Promise<never>;

  constructor(private readonly parts: LightParts) {
    const { run, services, load, controlPlane, listener, clients } = parts;
    const { clock } = this;
    const log = { add: (...line: Parameters<ClusterListener['log']>) => listener.log(...line) };
    this.controlAddresses = [services.sandbox.address(HOSTS.hub)];
    this.loop = new ControlLoop({ lags: run.cluster.lags, clock, controlPlane, log, carryOut: (actions, nowUs) => this.hands.carryOut(actions, nowUs) });
    const broke = new Promise<never>((_, reject) => (this.broken = reject));
    this.failed = Promise.race([this.loop.failed, broke]);
    this.failed.catch(() => undefined);
    this.podBook = new LightPods(clock, load, listener);
    this.machines = new LightMachines({
      ...{ run, services, clock, loop: this.loop },
      standing: () => this.standing(),
      said: (node, message) => this.onAgent(node, message),
      restarted: (node) => this.lostAll(node),
    });
    this.images = new LightImages(run, services, listener);
    this.scraper = new UsageScraper(run, this.nodes, load);
    this.scraper.appOf = (pod) => this.podBook.get(pod)?.app ?? '';
    this.pools = new MachinePools({
      ...{ run, nodes: this.nodes },
      join: (drawn, made) => this.machines.join(drawn, made).catch((error: unknown) => this.fail('a machine could not join', error)),
      remove: (id) => void this.removeNode(id).catch((error: unknown) => this.fail('a machine could not be given back', error)),
    });
    this.hands = new Hands({
      ...{ run, listener, clients, loop: this.loop, machines: this.machines, pods: this.podBook, pools: this.pools },
      route: (app, pods) => this.applyRoute(app, pods),
    });
  }

  private fail(what: string, error: unknown): void {
    if (!this.closed) this.broken(new LiveFault('cluster-failed', `${what}: ${(error as Error).message}`, true, { cause: error }));
  }

  get nodes(): ReadonlyMap<number, LightNode> {
    return this.machines.nodes;
  }

  get sandbox() {
    return this.parts.services.sandbox;
  }

  get load(): LoadChannel {
    return this.parts.load;
  }

  dnsName(): null {
    return null;
  }

  /** Starts the machines that are there at time 0 and waits for every agent. */
  async startNodes(): Promise<void> {
    const { run, services } = this.parts;
    await inTime(services.unlessGone(Promise.all(run.nodes.map((drawn) => this.machines.start(drawn)))), 'the nodes');
  }

  store(app: string, tag: string, bytes: number) {
    return this.images.store(app, tag, bytes);
  }

  async retrieve(node: number, image: string): Promise<Retrieved> {
    return this.images.retrieve(this.machines.at(node), image);
  }

  setRegistry(bytesPerSecond: number): Promise<void> {
    return this.parts.services.setRegistry(bytesPerSecond);
  }

  async begin(t0Us: number): Promise<void> {
    this.clock.begin(t0Us);
    this.machines.begin();
    this.scraper.begin(
      () => this.clock.nowUs,
      (event, takenUs) => this.loop.post('metrics', event, takenUs),
    );
    this.submitJobs();
    this.loop.step();
  }

  pods(): readonly LivePod[] {
    return this.podBook.all();
  }

  routes(): Routes {
    return this.routesNow;
  }

  async scale(app: string, replicas: number): Promise<void> {
    if (this.parts.scaleTo === null) throw new LiveFault('cluster-failed', 'this control plane takes no order to scale', false);
    this.parts.scaleTo(app, replicas);
    this.loop.step();
  }

  async killPod(key: string): Promise<void> {
    const pod = this.podBook.get(Number(key));
    if (pod !== undefined) this.nodes.get(pod.node)?.link.post({ kill: pod.spec.id });
  }

  async maintain(node: number, action: 'drain' | 'uncordon'): Promise<void> {
    this.loop.post('node', { kind: 'maintenance', node, action });
  }

  async release(app: string, image: string): Promise<void> {
    const release = this.parts.run.releases.find((one) => one.app === app && one.image === image);
    if (release !== undefined) this.hands.release(release);
    this.loop.post('node', { kind: 'release', app, image });
  }

  async removeNode(id: number): Promise<void> {
    const node = this.nodes.get(id);
    if (node === undefined) return;
    this.nodeStopped(id);
    await this.machines.remove(node);
    this.loop.post('node', { kind: 'node-left', node: id });
    for (const pod of this.podBook.on(id)) this.podBook.end(pod);
  }

  power(zone: string, isOn: boolean): Promise<readonly number[]> {
    return this.pools.power(zone, isOn);
  }

  nodeStopped(id: number): void {
    this.podBook.unreachable(id);
  }

  async nodeStarted(): Promise<void> {
    // Its agent says hello by itself.
  }

  usage(): Promise<readonly NodeUsage[]> {
    return nodeUsage(this.nodes);
  }

  inject(fault: Parameters<NonNullable<LiveCluster['inject']>>[0]): void {
    if (fault.staleUs !== undefined) this.loop.delay(fault.staleUs);
    if (fault.stockOut !== undefined) this.pools.outOfStock(fault.stockOut.pool, fault.stockOut.by);
    if (fault.reclaimNotice !== undefined) this.loop.post('node', { kind: 'reclaim-notice', node: fault.reclaimNotice.node, atUs: fault.reclaimNotice.atUs });
    if (fault.crashMilli === undefined) return;
    this.crashMilli = fault.crashMilli;
    this.machines.tellAll({ crashMilli: this.crashMilli });
  }

  async down(): Promise<void> {
    this.closed = true;
    this.loop.stop();
    this.machines.stop();
    this.scraper.stop();
    this.pools.stop();
    await this.sandbox.down();
  }

  private standing(): readonly ToAgent[] {
    return [{ routes: this.routesNow }, { crashMilli: this.crashMilli }];
  }

  private lostAll(node: LightNode): void {
    for (const pod of this.podBook.on(node.drawn.facts.id)) {
      this.podBook.end(pod);
      this.loop.post('pod', { kind: 'pod-phase', pod: pod.spec.id, phase: 'gone', exitCode: 0, restarts: 0, reason: 'NodeLost' });
    }
  }

  private applyRoute(app: string, ids: readonly number[]): void {
    if (this.closed) return;
    const endpoints = ids.flatMap((id) => this.podBook.get(id)?.endpoint ?? []);
    this.routesNow = { ...this.routesNow, [app]: endpoints };
    this.load.send({ routes: { [app]: endpoints } });
    this.machines.tellAll({ routes: { [app]: endpoints } });
  }

  private onAgent(node: LightNode, message: FromAgent): void {
    const { id } = node.drawn.facts;
    if ('phase' in message) {
      const { pod, phase, exitCode, restarts, reason } = message.phase;
      if (this.podBook.reported(id, message.phase)) this.loop.post('pod', { kind: 'pod-phase', pod, phase, exitCode, restarts, reason });
    } else if ('stored' in message) {
      const { stored } = message;
      this.images.stored(node, stored);
      if (stored.failure === null) this.loop.post('pod', { kind: 'image-stored', node: id, image: stored.image, bytes: stored.bytes });
    } else this.scraper.reported(node, message);
  }

  private submitJobs(): void {
    for (const { atUs, job, app, items, parallelism, priority } of this.parts.run.jobs) {
      const submit = (): WorldEvent => ({ kind: 'job-submitted', job: { job, app, items, parallelism, priority } });
      setTimeout(() => this.loop.post('node', submit()), Math.max(0, (atUs - this.clock.nowUs) / 1000)).unref();
    }
  }
}
