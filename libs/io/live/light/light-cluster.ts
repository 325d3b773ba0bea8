import { NO_RESOURCES, type PodToRun } from '#core/cluster';
import type { Action, WorldEvent } from '#core/orchestrator';
import type { DrawnRun, Release } from '#core/scenario';
import { logEvent, type LogWriter, Mailbox } from '#core/simulator';
import { NEVER } from '#core/units';
import type { ClusterListener, LiveCluster, LivePod, LoadChannel, NodeUsage, Retrieved } from '../cluster/live-cluster.js';
import { nodeUsage } from '../cluster/node-usage.js';
import { HOSTS, inTime, type SandboxServices } from '../cluster/sandbox-services.js';
import { LiveFault } from '../engine/open-engine.js';
import type { FromAgent, PhaseReport, StoredReport, ToAgent } from '../programs/agent-messages.js';
import type { HubReport } from '../programs/hub.js';
import { monotonicUs } from '../programs/lines.js';
import type { ClientRule, Routes } from '../programs/plan.js';
import { LightImages } from './light-images.js';
import { createNodeContainer, LightNode, nodeRole } from './light-node.js';
import { type LightPod, livePhase } from './light-pods.js';
import { MachinePools } from './machine-pools.js';
import { podOrder } from './pod-order.js';
import { StartupDraws } from './startup-draws.js';
import { type Stepper, Thought } from './stepper.js';
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

/** How many heartbeat periods may pass before an agent counts as silent: one is missing, and the next is clearly late. */
const BEAT_SLACK = 1.25;

/**
 * The live world of Regatta's own control planes. The very same stepped code that the simulated world drives is stepped here by
 * the wall clock; what it asks for is carried out by agents in containers, and what they report is posted to it with the lags
 * that the scenario gives.
 */
export class LightCluster implements LiveCluster {
  readonly driver = 'light' as const;
  readonly nodes = new Map<number, LightNode>();
  readonly controlAddresses: readonly string[];
  private readonly mailbox = new Mailbox();
  private readonly podsById = new Map<number, LightPod>();
  private readonly images: LightImages;
  private readonly released = new Map<string, Release>();
  private readonly joined = new Map<string, () => void>();
  private readonly startups: StartupDraws;
  private readonly scraper: UsageScraper;
  private readonly pools: MachinePools;
  private readonly logLines: Pick<LogWriter, 'add'>;
  private routesNow: Routes = {};
  private crashMilli: Readonly<Record<string, number>> = {};
  private t0Us = NEVER;
  private lastStepUs = -1;
  private timer: NodeJS.Timeout | undefined;
  private beats: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly thought = new Thought();
  readonly failed = this.thought.failed;

  constructor(private readonly parts: LightParts) {
    this.controlAddresses = [parts.services.sandbox.address(HOSTS.hub)];
    this.startups = new StartupDraws(parts.run);
    this.images = new LightImages(parts.run, parts.services, parts.listener);
    this.scraper = new UsageScraper(parts.run, this.nodes, parts.load);
    this.pools = new MachinePools(parts.run, this.nodes, (drawn) => void this.join(drawn));
    this.logLines = { add: (...line) => parts.listener.log(...line) };
    this.scraper.appOf = (pod) => this.podsById.get(pod)?.app ?? '';
    parts.services.onHubReport((report) => this.onHub(report));
  }

  get sandbox() {
    return this.parts.services.sandbox;
  }

  get load(): LoadChannel {
    return this.parts.load;
  }

  get nowUs(): number {
    return monotonicUs() - this.t0Us;
  }

  dnsName(): null {
    return null;
  }

  /** Starts the machines that are there at time 0 and waits for every agent. */
  async startNodes(): Promise<void> {
    await inTime(Promise.all(this.parts.run.nodes.map((drawn) => this.startNode(drawn))), 'the nodes');
  }

  store(app: string, tag: string, bytes: number) {
    return this.images.store(app, tag, bytes);
  }

  async retrieve(node: number, image: string): Promise<Retrieved> {
    return this.images.retrieve(this.nodeAt(node), image);
  }

  setRegistry(bytesPerSecond: number): Promise<void> {
    return this.parts.services.setRegistry(bytesPerSecond);
  }

  async begin(t0Us: number): Promise<void> {
    this.t0Us = t0Us;
    const { lags } = this.parts.run.cluster;
    // In the order of their numbers, as in the simulated world, whichever container was up first.
    const inOrder = [...this.nodes.values()].sort((a, b) => a.drawn.facts.id - b.drawn.facts.id);
    for (const node of inOrder) this.post('node', { kind: 'node-joined', node: node.drawn.facts });
    this.beats = setInterval(() => this.watchBeats(), Math.max(50, lags.heartbeatUs / 8000));
    this.scraper.begin(
      () => this.nowUs,
      (event, takenUs) => this.post('metrics', event, takenUs),
    );
    this.submitJobs();
    this.step();
  }

  pods(): readonly LivePod[] {
    return [...this.podsById.values()];
  }

  routes(): Routes {
    return this.routesNow;
  }

  async scale(app: string, replicas: number): Promise<void> {
    if (this.parts.scaleTo === null) throw new LiveFault('cluster-failed', 'this control plane takes no order to scale', false);
    this.parts.scaleTo(app, replicas);
    this.step();
  }

  async killPod(key: string): Promise<void> {
    const pod = this.podsById.get(Number(key));
    if (pod !== undefined) this.nodes.get(pod.node)?.link.post({ kill: pod.spec.id });
  }

  async maintain(node: number, action: 'drain' | 'uncordon'): Promise<void> {
    this.post('node', { kind: 'maintenance', node, action });
  }

  async release(app: string, image: string): Promise<void> {
    const release = this.parts.run.releases.find((one) => one.app === app && one.image === image);
    if (release !== undefined) this.released.set(image, release);
    this.post('node', { kind: 'release', app, image });
  }

  async removeNode(id: number): Promise<void> {
    const node = this.nodes.get(id);
    if (node === undefined) return;
    this.nodeStopped(id);
    this.nodes.delete(id);
    await node.container.remove({ force: true });
    this.post('node', { kind: 'node-left', node: id });
    for (const pod of this.podsOn(id)) this.endPod(pod);
  }

  nodeStopped(id: number): void {
    for (const pod of this.podsOn(id)) this.become(pod, 'unready', this.nowUs);
  }

  async nodeStarted(): Promise<void> {
    // Its agent says hello by itself.
  }

  usage(): Promise<readonly NodeUsage[]> {
    return nodeUsage(this.nodes);
  }

  inject(fault: Parameters<NonNullable<LiveCluster['inject']>>[0]): void {
    if (fault.staleUs !== undefined) this.mailbox.extraLagUs += fault.staleUs;
    if (fault.stockOut !== undefined) this.pools.outOfStock(fault.stockOut.pool, fault.stockOut.by);
    if (fault.reclaimNotice !== undefined) this.post('node', { kind: 'reclaim-notice', node: fault.reclaimNotice.node, atUs: fault.reclaimNotice.atUs });
    if (fault.crashMilli === undefined) return;
    this.crashMilli = fault.crashMilli;
    for (const node of this.nodes.values()) node.link.post({ crashMilli: this.crashMilli });
  }

  async down(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    clearInterval(this.beats);
    this.scraper.stop();
    this.pools.stop();
    await this.sandbox.down();
  }

  // --- machines

  private async startNode(drawn: LightNode['drawn']): Promise<LightNode> {
    const { id } = drawn.facts;
    const host = HOSTS.firstNode + id;
    const container = await createNodeContainer(this.sandbox, drawn, host, this.parts.run.cluster.lags.heartbeatUs);
    const transmit = (to: string, frame: Parameters<ConstructorParameters<typeof LightNode>[4]>[1]) => this.parts.services.tellHub({ to, frame });
    const node = new LightNode(drawn, nodeRole(id), container, this.sandbox.address(host), transmit, (from, message) => this.onAgent(from, message));
    this.nodes.set(id, node);
    const hello = new Promise<void>((resolve) => this.joined.set(node.name, resolve));
    await container.start();
    await hello;
    return node;
  }

  private async join(drawn: LightNode['drawn']): Promise<void> {
    try {
      const node = await this.startNode(drawn);
      for (const message of this.standing()) node.link.post(message);
      node.lastHeardUs = this.nowUs;
      this.post('node', { kind: 'node-joined', node: drawn.facts });
    } catch (error) {
      if (!this.closed) throw error;
    }
  }

  /** What a node has to be told that comes late. */
  private standing(): readonly ToAgent[] {
    return [{ routes: this.routesNow }, { crashMilli: this.crashMilli }];
  }

  private nodeAt(id: number): LightNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new LiveFault('cluster-failed', `there is no node ${id}`, false);
    return node;
  }

  private onHub(report: HubReport): void {
    if ('hello' in report) return this.onHello(report.hello, report.boot);
    const node = 'beat' in report ? this.named(report.beat) : 'from' in report ? this.named(report.from) : undefined;
    if (node === undefined) return;
    this.heard(node, false);
    if ('from' in report) node.link.onFrame(report.frame);
  }

  private named(name: string): LightNode | undefined {
    return this.nodes.get(Number(name.slice('node-'.length)));
  }

  private onHello(name: string, boot: string): void {
    const node = this.named(name);
    if (node === undefined) return;
    const isFirst = node.boot === null;
    const rebooted = !isFirst && node.boot !== boot;
    node.boot = boot;
    this.joined.get(name)?.();
    if (isFirst) return;
    if (!rebooted) {
      this.heard(node, false);
      node.link.resend();
      return;
    }
    node.reset();
    this.heard(node, true);
    for (const message of this.standing()) node.link.post(message);
    for (const pod of this.podsOn(node.drawn.facts.id)) {
      this.endPod(pod);
      this.post('pod', { kind: 'pod-phase', pod: pod.spec.id, phase: 'gone', exitCode: 0, restarts: 0, reason: 'NodeLost' });
    }
  }

  private heard(node: LightNode, rebooted: boolean): void {
    if (this.t0Us === NEVER) return;
    node.lastHeardUs = Math.max(0, this.nowUs);
    if (!node.toldSilent && !rebooted) return;
    node.toldSilent = false;
    this.post('node', { kind: 'node-heard', node: node.drawn.facts.id, rebooted });
  }

  private watchBeats(): void {
    const { heartbeatUs } = this.parts.run.cluster.lags;
    for (const node of this.nodes.values()) {
      if (node.toldSilent || this.nowUs - node.lastHeardUs < heartbeatUs * BEAT_SLACK) continue;
      node.toldSilent = true;
      this.post('node', { kind: 'node-silent', node: node.drawn.facts.id, lastHeardUs: Math.round(node.lastHeardUs) });
    }
  }

  // --- the control plane

  private post(lane: 'node' | 'pod' | 'metrics', event: WorldEvent, happenedUs = this.nowUs): void {
    if (this.t0Us === NEVER) return;
    const { lags } = this.parts.run.cluster;
    const lagUs = lane === 'pod' ? lags.statusUs : lane === 'metrics' ? lags.metricsDelayUs : 0;
    this.mailbox.post(lane, event, Math.max(0, happenedUs), lagUs);
    this.arm();
  }

  private arm(): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    const dueUs = Math.min(this.mailbox.nextUs, this.parts.controlPlane.wakeAtUs);
    if (dueUs < NEVER) this.timer = setTimeout(() => this.step(), Math.min(2 ** 30, Math.max(0, (dueUs - this.nowUs) / 1000)));
  }

  private step(): void {
    if (this.closed || this.thought.isUnderWay || this.t0Us === NEVER) return;
    const nowUs = Math.max(this.lastStepUs + 1, 0, this.nowUs);
    this.lastStepUs = nowUs;
    const events = this.mailbox.take(nowUs);
    for (const event of events) logEvent(this.logLines, nowUs, event);
    this.thought.take(this.parts.controlPlane.step(nowUs, events), (actions, wasHere) => {
      if (!this.closed) this.carryOut(actions, wasHere ? nowUs : Math.max(nowUs, this.nowUs));
      this.arm();
    });
  }

  private carryOut(actions: readonly Action[], nowUs: number): void {
    const { listener } = this.parts;
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
          setTimeout(() => this.applyRoute(action.app, action.pods), this.parts.run.cluster.lags.routeUs / 1000);
          break;
        case 'resize-pool': {
          const refusal = this.pools.resize(action.pool, action.count);
          for (const id of refusal === null ? action.remove : []) void this.removeNode(id);
          listener.log(nowUs, 'resize-pool', action.pool, action.count, refusal ?? 'accepted');
          break;
        }
        case 'note':
          this.note(action.note, nowUs, byScaling);
          break;
      }
    }
  }

  private note(note: Extract<Action, { kind: 'note' }>['note'], nowUs: number, byScaling: boolean): void {
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
    const { listener, run, clients } = this.parts;
    const node = this.nodes.get(id);
    listener.log(nowUs, 'start-pod', spec.id, spec.name, node?.drawn.facts.name ?? String(id), spec.image);
    if (node === undefined) return this.post('pod', { kind: 'pod-phase', pod: spec.id, phase: 'gone', exitCode: 0, restarts: 0, reason: 'NodeLost' });
    const port = node.port();
    const pod: LightPod = {
      key: String(spec.id),
      name: spec.name,
      app: spec.app,
      phase: 'pending',
      node: id,
      requests: spec.requests,
      spec,
      endpoint: { key: String(spec.id), host: node.address, port },
      stopping: false,
    };
    this.podsById.set(spec.id, pod);
    listener.assigned(pod, nowUs);
    const place = { port, speedMilli: node.drawn.speedMilli, startupUs: this.startups.next(spec.app), warm: run.cluster.images.warm };
    node.link.post({ start: podOrder(spec, run, this.released, clients, place) });
  }

  private pullImage(id: number, image: string, nowUs: number): void {
    const { listener, run } = this.parts;
    listener.log(nowUs, 'pull-image', this.nodes.get(id)?.drawn.facts.name ?? String(id), image);
    if (run.cluster.images.warm && !this.released.has(image)) return;
    this.nodes.get(id)?.link.post({ retrieve: image, unpackBytesPerSecond: run.cluster.images.unpackBytesPerSecond });
  }

  private stopPod(id: number, graceUs: number, nowUs: number): void {
    this.parts.listener.log(nowUs, 'stop-pod', id);
    const pod = this.podsById.get(id);
    if (pod === undefined) return;
    pod.stopping = true;
    this.nodes.get(pod.node)?.link.post({ stop: id, graceUs, preStopUs: pod.spec.preStopUs });
  }

  private applyRoute(app: string, ids: readonly number[]): void {
    if (this.closed) return;
    const endpoints = ids.flatMap((id) => this.podsById.get(id)?.endpoint ?? []);
    this.routesNow = { ...this.routesNow, [app]: endpoints };
    this.load.send({ routes: { [app]: endpoints } });
    for (const node of this.nodes.values()) node.link.post({ routes: { [app]: endpoints } });
  }

  // --- what agents say

  private onAgent(node: LightNode, message: FromAgent): void {
    if ('phase' in message) this.onPhase(node, message.phase);
    else if ('stored' in message) this.onStored(node, message.stored);
    else this.scraper.reported(node, message);
  }

  private onPhase(node: LightNode, report: PhaseReport): void {
    const pod = this.podsById.get(report.pod);
    if (pod === undefined || pod.node !== node.drawn.facts.id) return;
    const atUs = report.atUs - this.t0Us;
    const { pod: id, phase, exitCode, restarts, reason } = report;
    if (phase === 'starting' && restarts === 0) this.parts.listener.starting(pod.key, atUs);
    if (phase === 'running' && restarts === 0 && pod.spec.work === null) this.load.send({ watch: pod.endpoint });
    if (phase === 'succeeded' && pod.spec.work !== null) this.parts.listener.itemDone(pod.spec.work.job, pod.spec.work.item, atUs);
    this.become(pod, livePhase(phase), atUs);
    if (pod.phase === 'ended') this.endPod(pod);
    this.post('pod', { kind: 'pod-phase', pod: id, phase, exitCode, restarts, reason });
  }

  private onStored(node: LightNode, stored: StoredReport): void {
    this.images.stored(node, stored);
    if (stored.failure === null) this.post('pod', { kind: 'image-stored', node: node.drawn.facts.id, image: stored.image, bytes: stored.bytes });
  }

  private become(pod: LightPod, phase: LightPod['phase'], atUs: number): void {
    const { listener } = this.parts;
    const wasReady = pod.phase === 'ready';
    if (pod.phase === 'ended') return;
    pod.phase = phase;
    if (phase === 'ready' && !wasReady) listener.ready(pod, atUs);
    if (phase !== 'ready' && wasReady) listener.unready(pod, atUs, pod.stopping);
  }

  private endPod(pod: LightPod): void {
    this.become(pod, 'ended', this.nowUs);
    if (!this.podsById.delete(pod.spec.id)) return;
    this.load.send({ unwatch: pod.key });
    this.parts.listener.ended(pod, this.nowUs);
  }

  private podsOn(id: number): readonly LightPod[] {
    return [...this.podsById.values()].filter((pod) => pod.node === id);
  }

  private submitJobs(): void {
    for (const { atUs, job, app, items, parallelism, priority } of this.parts.run.jobs)
      setTimeout(
        () => this.post('node', { kind: 'job-submitted', job: { job, app, items, parallelism, priority } }),
        Math.max(0, (atUs - this.nowUs) / 1000),
      ).unref();
  }
}
