import type { NodeId, PodId, PodToRun } from '#core/cluster';
import type { PodPhase, WorldEvent } from '#core/orchestrator';
import type { DrawnRun } from '#core/scenario';
import { MILLISECOND } from '#core/units';
import { EventKind } from '../engine/event-kind.js';
import type { EventQueue } from '../engine/event-queue.js';
import type { AppTraffic } from '../traffic/app-traffic.js';
import type { RequestFlow } from '../traffic/request-flow.js';
import { admissionFailure, book } from './admit-pod.js';
import { backoffUs } from './backoff.js';
import { hasImage, storeImage, touchImage } from './image-cache.js';
import type { ImagePulls } from './image-pulls.js';
import type { ImageCatalog } from './image-catalog.js';
import type { Machine } from './machine.js';
import { PodOnNode } from './pod-on-node.js';
import { PodProbes } from './pod-probes.js';
import { Share } from './share.js';

/** From the image being there to the process running: sandbox, network, container. */
const CREATE_US = 300 * MILLISECOND;
const KILLED = 137;
const TERMINATED = 143;
const CRASHED = 1;

/** What others want to know of pods. */
export interface PodObserver {
  podHeld(pod: PodOnNode): void;
  podReleased(pod: PodOnNode): void;
  podStarting(pod: PodOnNode): void;
  podReady(pod: PodOnNode): void;
  /** Its process is through its start-up. */
  podServing(pod: PodOnNode): void;
  podUnready(pod: PodOnNode, wanted: boolean): void;
  itemDone(job: number, item: number): void;
}

export interface AgentWorld {
  readonly nowUs: number;
  readonly queue: EventQueue;
  readonly run: DrawnRun;
  readonly apps: readonly AppTraffic[];
  readonly flow: RequestFlow;
  readonly catalog: ImageCatalog;
  readonly observer: PodObserver;
  completionMoved(machine: Machine): void;
  /** Says something to the control plane, as soon as the machine's agent can. */
  tell(machine: Machine, event: WorldEvent): void;
  jobIndex(job: string): number;
}

/** Node agents: they pull, start, probe, restart and stop what they were handed, whatever orchestrator did it. */
export class NodeAgents {
  private readonly byId = new Map<PodId, PodOnNode>();
  private readonly probes: PodProbes;

  constructor(
    private readonly world: AgentWorld,
    /** Every pod there ever was, by index. */
    readonly pods: PodOnNode[],
    private readonly pulls: ImagePulls,
    private readonly appIndex: ReadonlyMap<string, number>,
  ) {
    this.probes = new PodProbes(world, this);
  }

  podOf(id: PodId): PodOnNode | undefined {
    return this.byId.get(id);
  }

  start(machine: Machine, spec: PodToRun): void {
    if (this.byId.has(spec.id)) return;
    const job = spec.work === null ? -1 : this.world.jobIndex(spec.work.job);
    const version = this.world.catalog.versionOf(spec.app, spec.image);
    const pod = new PodOnNode(this.pods.length, spec, machine, this.appIndex.get(spec.app) ?? -1, job, version);
    this.pods.push(pod);
    this.byId.set(spec.id, pod);
    const refused = admissionFailure(machine, spec);
    if (refused !== null) {
      pod.stage = 'ended';
      return this.report(pod, 'failed', CRASHED, refused);
    }
    pod.heldUs = this.world.nowUs;
    machine.pods.add(pod);
    book(machine, spec, 1);
    pod.stepSlot = this.world.queue.open(EventKind.podStep, pod.index);
    pod.stopSlot = this.world.queue.open(EventKind.stopStep, pod.index);
    this.world.observer.podHeld(pod);
    this.fetchImage(pod);
  }

  /** Fetches an image before a pod needs it; one that cannot be had is found out when a pod does. */
  prefetch(machine: Machine, image: string): void {
    if (!this.isThere(machine, image) && this.world.catalog.has(image)) this.pull(machine, image);
  }

  /** Asks a pod to end. Asking again changes nothing. */
  stop(id: PodId, graceUs: number): void {
    const pod = this.byId.get(id);
    if (pod === undefined || pod.stopping || pod.stage === 'gone') return;
    pod.stopping = true;
    if (pod.stage !== 'up') return this.release(pod, 'stopped');
    const { nowUs, queue } = this.world;
    pod.killAtUs = nowUs + graceUs;
    queue.move(pod.stopSlot, Math.min(pod.killAtUs, nowUs + pod.spec.preStopUs));
  }

  /** The hook is over, the grace period is over, or there is nothing left to finish. */
  stopStep(index: number): void {
    const pod = this.podAt(index);
    if (pod.stage !== 'up') return;
    const { nowUs, queue } = this.world;
    if (pod.draining || nowUs >= pod.killAtUs) {
      const finished = pod.inService === 0 && pod.backlog.length === 0;
      return this.endStopped(pod, finished ? 0 : KILLED);
    }
    pod.draining = true;
    // A batch process and an idle one end at the signal.
    if (pod.spec.work !== null || (pod.inService === 0 && pod.backlog.length === 0)) return this.endStopped(pod, TERMINATED);
    queue.move(pod.stopSlot, pod.killAtUs);
  }

  drained(pod: PodOnNode): void {
    if (pod.stopSlot >= 0) this.world.queue.move(pod.stopSlot, this.world.nowUs);
  }

  podStep(index: number): void {
    const pod = this.podAt(index);
    if (pod.stage === 'pull-backoff') this.fetchImage(pod);
    else if (pod.stage === 'creating') this.processStarted(pod);
    else if (pod.stage === 'restart-backoff') this.create(pod);
    else if (pod.stage === 'up' && !pod.serving) this.startupOver(pod);
  }

  /** The image is there: everybody on the machine who waits for it goes on, and the next pull begins. */
  imageArrived(machine: Machine, image: string): void {
    const { bytes } = this.world.catalog.sizeOf(image);
    storeImage(machine, image, bytes, this.world.run.cluster.images.nodeCacheBytes);
    this.world.tell(machine, { kind: 'image-stored', node: machine.id, image, bytes });
    for (const pod of machine.pods) if (pod.stage === 'image' && pod.spec.image === image) this.create(pod);
    machine.pullQueue.shift();
    this.pullNext(machine);
  }

  /** The download is over; unpacking it takes the node's time. */
  downloaded(machine: Machine, image: string): void {
    if (!machine.isUp) return;
    const { unpackBytesPerSecond } = this.world.run.cluster.images;
    const { bytes } = this.world.catalog.sizeOf(image);
    const unpackUs = Math.ceil((bytes * 1e6) / unpackBytesPerSecond);
    this.world.queue.at(this.world.nowUs + unpackUs, EventKind.unpacked, machine.id, this.bootOf(machine));
  }

  unpacked(machine: Machine, boot: number): void {
    const image = machine.pullQueue[0];
    if (image === undefined || boot !== this.bootOf(machine) || !machine.isUp) return;
    if (machine.sharedLayerBytes === 0) machine.sharedLayerBytes = this.world.catalog.sizeOf(image).sharedBytes;
    this.imageArrived(machine, image);
  }

  /** The item of a batch pod is done. */
  workDone(index: number): void {
    const pod = this.podAt(index);
    const { work } = pod.spec;
    if (work !== null && pod.job >= 0) this.world.observer.itemDone(pod.job, work.item);
    this.ended(pod, 0, 'Completed');
  }

  /** The process ends by itself or is killed; what follows is up to the restart rule. */
  ended(pod: PodOnNode, exitCode: number, reason: string): void {
    const { nowUs, queue } = this.world;
    this.stopProcess(pod, true, pod.stopping);
    if (pod.stopping) return this.release(pod, reason);
    const { policy, backoff } = pod.spec.restart;
    if (policy === 'never' || (policy === 'on-failure' && exitCode === 0)) {
      pod.stage = 'ended';
      this.letGo(pod);
      return this.report(pod, exitCode === 0 ? 'succeeded' : 'failed', exitCode, reason);
    }
    if (nowUs - pod.upSinceUs >= backoff.resetAfterUs) pod.failures = 0;
    pod.failures++;
    pod.restarts++;
    pod.stage = 'restart-backoff';
    this.report(pod, 'restarting', exitCode, reason);
    queue.move(pod.stepSlot, nowUs + backoffUs(backoff, pod.failures));
  }

  /** Kills whoever uses most beyond what it asked for, or the pod that passed its own limit. */
  memoryKill(index: number): void {
    const pod = this.podAt(index);
    const { memoryLimitBytes } = pod.spec;
    if (pod.stage === 'up' && memoryLimitBytes !== null && pod.memoryBytes > memoryLimitBytes) return this.ended(pod, KILLED, 'OOMKilled');
    const machine = pod.node;
    if (machine.memoryUsedBytes <= machine.drawn.facts.allocatable.memoryBytes) return;
    let victim: PodOnNode | null = null;
    const excess = (one: PodOnNode): number => one.memoryBytes - one.spec.requests.memoryBytes;
    for (const one of machine.pods) if (one.stage === 'up' && (victim === null || excess(one) > excess(victim))) victim = one;
    if (victim !== null) this.ended(victim, KILLED, 'OOMKilled');
  }

  memoryGrew(pod: PodOnNode): void {
    const { memoryLimitBytes } = pod.spec;
    const overLimit = memoryLimitBytes !== null && pod.memoryBytes > memoryLimitBytes;
    if (!overLimit && pod.node.memoryUsedBytes <= pod.node.drawn.facts.allocatable.memoryBytes) return;
    this.world.queue.at(this.world.nowUs, EventKind.memoryKill, pod.index);
  }

  /** Power off: processes, downloads and everything the agent knew about running pods are lost. Returns whose pods they were. */
  wipe(machine: Machine): readonly PodId[] {
    this.pulls.cancel(machine, this.world.nowUs);
    machine.pullQueue.length = 0;
    this.boots.set(machine.id, this.bootOf(machine) + 1);
    const lost: PodId[] = [];
    for (const pod of [...machine.pods]) {
      lost.push(pod.spec.id);
      this.stopProcess(pod, false, pod.stopping);
      this.letGo(pod);
      pod.stage = 'gone';
    }
    return lost;
  }

  readonly probe = {
    startup: (index: number): void => this.probes.startup(this.podAt(index)),
    readiness: (index: number): void => this.probes.readiness(this.podAt(index)),
    liveness: (index: number): void => this.probes.liveness(this.podAt(index)),
  };

  report(pod: PodOnNode, phase: PodPhase, exitCode: number, reason: string): void {
    this.world.tell(pod.node, { kind: 'pod-phase', pod: pod.spec.id, phase, exitCode, restarts: pod.restarts, reason });
  }

  private readonly boots = new Map<NodeId, number>();

  private bootOf(machine: Machine): number {
    return this.boots.get(machine.id) ?? 0;
  }

  private podAt(index: number): PodOnNode {
    return this.pods[index] as PodOnNode;
  }

  private fetchImage(pod: PodOnNode): void {
    const { image } = pod.spec;
    const machine = pod.node;
    if (this.isThere(machine, image)) {
      touchImage(machine, image);
      return this.create(pod);
    }
    if (!this.world.catalog.has(image)) {
      pod.stage = 'pull-backoff';
      pod.pullFailures++;
      this.report(pod, 'pull-failed', 0, 'ErrImagePull');
      return this.world.queue.move(pod.stepSlot, this.world.nowUs + backoffUs(pod.spec.pullBackoff, pod.pullFailures));
    }
    pod.stage = 'image';
    this.report(pod, 'pulling', 0, `Pulling image ${image}`);
    this.pull(machine, image);
  }

  private isThere(machine: Machine, image: string): boolean {
    return hasImage(machine, image) || (machine.warm && this.world.catalog.isOriginal(image));
  }

  private pull(machine: Machine, image: string): void {
    if (machine.pullQueue.includes(image)) return;
    machine.pullQueue.push(image);
    if (machine.pullQueue.length === 1) this.pullNext(machine);
  }

  private pullNext(machine: Machine): void {
    const image = machine.pullQueue[0];
    if (image === undefined) return;
    const { bytes, sharedBytes } = this.world.catalog.sizeOf(image);
    this.pulls.start(machine, image, bytes - Math.min(machine.sharedLayerBytes, sharedBytes), this.world.nowUs);
  }

  private create(pod: PodOnNode): void {
    pod.stage = 'creating';
    this.report(pod, 'starting', 0, 'Created');
    if (pod.restarts === 0) this.world.observer.podStarting(pod);
    this.world.queue.move(pod.stepSlot, this.world.nowUs + CREATE_US);
  }

  private processStarted(pod: PodOnNode): void {
    const { nowUs, queue, run } = this.world;
    const app = this.world.apps[pod.app];
    pod.stage = 'up';
    pod.upSinceUs = nowUs;
    pod.startedAtUs = nowUs;
    const { spec, node } = pod;
    const unit = spec.work === null ? 1000 : (run.jobs[pod.job]?.itemCpuMilli ?? 1000);
    const idle = spec.work === null ? (app?.app.idleCpuMilli ?? 0) : 0;
    pod.share = new Share(pod.index, unit, spec.cpuLimitMilli ?? Number.POSITIVE_INFINITY, Math.max(2, spec.requests.cpuMilli), idle);
    node.processor.attach(pod.share, nowUs);
    this.world.completionMoved(node);
    pod.memoryBytes = app?.app.memoryIdleBytes ?? 0;
    node.memoryUsedBytes += pod.memoryBytes;
    pod.doomed = app !== undefined && this.crashes(pod, app);
    const startupUs = app === undefined ? 0 : Math.ceil((app.startup.next() * 1000) / node.speedMilli);
    this.report(pod, 'running', 0, 'Started');
    queue.move(pod.stepSlot, nowUs + startupUs);
    this.probes.processStarted(pod);
    this.memoryGrew(pod);
  }

  private crashes(pod: PodOnNode, app: AppTraffic): boolean {
    const chance = pod.version.crashMilli + app.crashLoops.reduce((sum, milli) => sum + milli, 0);
    return chance > 0 && app.startChance.integer(1000) < chance;
  }

  private startupOver(pod: PodOnNode): void {
    if (pod.doomed) return this.ended(pod, CRASHED, 'Error');
    pod.serving = true;
    this.world.observer.podServing(pod);
    const { work } = pod.spec;
    if (work === null || pod.share === null) return;
    const demandUs = this.world.run.jobs[pod.job]?.itemCpuUs[work.item] ?? 1;
    const scaled = Math.max(1, Math.round((demandUs * pod.version.cpuMilli) / 1000));
    pod.node.processor.add(pod.share, -1, scaled, this.world.nowUs);
    this.world.completionMoved(pod.node);
  }

  private endStopped(pod: PodOnNode, exitCode: number): void {
    this.stopProcess(pod, true, true);
    this.release(pod, exitCode === KILLED ? 'Killed after the grace period' : 'Stopped');
  }

  private stopProcess(pod: PodOnNode, clientsNotice: boolean, wanted: boolean): void {
    const { nowUs, queue, flow } = this.world;
    const machine = pod.node;
    const wasReady = pod.ready;
    pod.serving = false;
    pod.ready = false;
    pod.draining = false;
    this.probes.stop(pod);
    if (pod.stepSlot >= 0) queue.clear(pod.stepSlot);
    if (pod.share !== null) {
      machine.processor.detach(pod.share, nowUs);
      pod.usedBefore += pod.share.usedMilliUs;
      pod.share = null;
      this.world.completionMoved(machine);
    }
    machine.memoryUsedBytes -= pod.memoryBytes;
    pod.memoryBytes = 0;
    flow.podDied(pod, clientsNotice && machine.answersClients);
    if (wasReady) this.world.observer.podUnready(pod, wanted);
  }

  private release(pod: PodOnNode, reason: string): void {
    this.letGo(pod);
    pod.stage = 'gone';
    this.report(pod, 'gone', 0, reason);
  }

  private letGo(pod: PodOnNode): void {
    const { queue, observer } = this.world;
    if (!pod.node.pods.delete(pod)) return;
    book(pod.node, pod.spec, -1);
    observer.podReleased(pod);
    if (pod.stepSlot >= 0) queue.close(pod.stepSlot);
    if (pod.stopSlot >= 0) queue.close(pod.stopSlot);
    pod.stepSlot = -1;
    pod.stopSlot = -1;
  }
}
