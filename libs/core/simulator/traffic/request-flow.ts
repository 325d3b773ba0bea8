import { EventKind } from '../engine/event-kind.js';
import type { EventQueue } from '../engine/event-queue.js';
import type { RequestOutcome } from '../measure/app-windows.js';
import type { Machine } from '../node/machine.js';
import type { PodOnNode } from '../node/pod-on-node.js';
import type { AppTraffic, CallPlan } from './app-traffic.js';
import { AttemptState, AttemptTable, NONE } from './attempt-table.js';

/** Constants of this module: looking them up in `Math` costs more than what they do. */
const { max, round } = Math;

/** What requests do to the machines they run on. None of it may end a pod at once: that waits for its own event. */
export interface RequestEffects {
  /** The next completion on the node may have moved. */
  completionMoved(machine: Machine): void;
  /** More memory is in use than the pod or its node may use; somebody may be killed. */
  memoryGrew(pod: PodOnNode): void;
  /** A pod that was told to end has nothing left to do. */
  drained(pod: PodOnNode): void;
}

/** Requests, one by one: client, balancer, backlog, processor sharing, calls, answer. */
export class RequestFlow {
  nowUs = 0;
  readonly attempts = new AttemptTable();

  constructor(
    private readonly queue: EventQueue,
    private readonly apps: readonly AppTraffic[],
    private readonly pods: readonly PodOnNode[],
    private readonly effects: RequestEffects,
  ) {
    for (const app of apps) {
      app.arrivalSlot = queue.open(EventKind.arrival, app.index);
      app.timeoutSlot = queue.open(EventKind.timeout, app.index);
      app.nextArrivalUs = app.arrivals.nextArrivalUs();
      queue.move(app.arrivalSlot, app.nextArrivalUs);
    }
  }

  /** A client of the scenario asks now, and the next one is known. */
  arrive(index: number): void {
    const app = this.apps[index] as AppTraffic;
    const id = this.attempts.open(index, this.nowUs, this.nowUs);
    this.attempts.cpuUs[id] = app.cpu.next();
    this.attempts.waitUs[id] = app.wait.next();
    this.attempts.retriesLeft[id] = app.app.retry.max;
    app.windows.offer(this.nowUs);
    app.nextArrivalUs = app.arrivals.nextArrivalUs();
    this.queue.move(app.arrivalSlot, app.nextArrivalUs);
    this.send(id, app);
  }

  retry(id: number, generation: number): void {
    if (!this.attempts.isLive(id, generation)) return;
    this.attempts.startedUs[id] = this.nowUs;
    this.send(id, this.appOf(id));
  }

  /** The CPU part of an attempt is done. */
  computed(id: number): void {
    const { attempts } = this;
    const pod = this.podOf(id);
    const waitUs = (attempts.waitUs[id] as number) + pod.node.extraLatencyUs;
    if (waitUs <= 0) return this.call(id);
    attempts.state[id] = AttemptState.waiting;
    this.queue.at(this.nowUs + waitUs, EventKind.waitOver, id, attempts.generation[id] as number);
  }

  waitOver(id: number, generation: number): void {
    if (this.attempts.isLive(id, generation) && this.attempts.state[id] === AttemptState.waiting) this.call(id);
  }

  /** Clients of an application whose patience ends now. */
  expire(index: number): void {
    const app = this.apps[index] as AppTraffic;
    const { expiring } = app;
    while (expiring.length > 0) {
      const id = expiring.first;
      if (this.attempts.isLive(id, expiring.second) && this.attempts.orphan[id] === 0) {
        const deadline = (this.attempts.startedUs[id] as number) + app.app.timeoutUs;
        if (deadline > this.nowUs) return this.queue.move(app.timeoutSlot, deadline);
        expiring.shift();
        this.giveUp(id, app);
      } else expiring.shift();
    }
  }

  /** The process of a pod ended. Clients see the connection reset, or nothing when the machine went with it. */
  podDied(pod: PodOnNode, clientsNotice: boolean): void {
    const { attempts } = this;
    pod.backlog.clear();
    pod.inService = 0;
    const held: { readonly id: number; readonly generation: number }[] = [];
    for (let id = pod.firstAttempt; id !== NONE; id = attempts.nextInPod[id] as number) held.push({ id, generation: attempts.generation[id] as number });
    for (const { id, generation } of held) {
      // The end of one may have been the end of another that waited for it.
      if (!attempts.isLive(id, generation)) continue;
      if (attempts.orphan[id] === 1) this.forget(id, pod);
      else if (clientsNotice) this.fail(id, 'failed');
      else attempts.state[id] = AttemptState.hanging;
    }
  }

  /** Age of the request that waits longest for this pod. */
  backlogAgeUs(pod: PodOnNode): number {
    const { backlog } = pod;
    while (backlog.length > 0 && !this.waits(backlog.first, backlog.second)) backlog.shift();
    return backlog.length === 0 ? 0 : this.nowUs - (this.attempts.startedUs[backlog.first] as number);
  }

  private send(id: number, app: AppTraffic): void {
    app.expiring.push(id, this.attempts.generation[id] as number);
    if (app.expiring.length === 1) this.queue.move(app.timeoutSlot, this.nowUs + app.app.timeoutUs);
    app.arrivedSinceScrape++;
    const pod = app.balancer.pick();
    if (pod === null) return this.fail(id, 'rejected');
    this.link(id, pod);
    if (!this.canTalk(id, pod)) this.attempts.state[id] = AttemptState.hanging;
    else if (!pod.serving || pod.draining) this.fail(id, 'failed');
    else if (pod.inService < app.app.concurrency) this.begin(id, pod, app);
    else if (pod.backlog.length < app.app.backlog || this.dropStale(pod, app.app.backlog)) this.enqueue(id, pod);
    else this.fail(id, 'rejected');
  }

  /** Whoever asks and the pod that shall answer can reach each other. */
  private canTalk(id: number, pod: PodOnNode): boolean {
    const parent = this.attempts.parent[id] as number;
    if (parent === NONE) return pod.node.answersClients;
    const caller = this.attempts.pod[parent] as number;
    // A caller that is gone hears nothing anyway.
    const from = caller === NONE ? null : (this.pods[caller] as PodOnNode).node;
    return from === pod.node ? from.isUp : pod.node.answersClients && (from === null || from.answersClients);
  }

  private enqueue(id: number, pod: PodOnNode): void {
    this.attempts.state[id] = AttemptState.backlog;
    pod.backlog.push(id, this.attempts.generation[id] as number);
  }

  private waits(id: number, generation: number): boolean {
    return this.attempts.isLive(id, generation) && this.attempts.orphan[id] === 0;
  }

  private dropStale(pod: PodOnNode, backlog: number): boolean {
    while (pod.backlog.length > 0 && !this.waits(pod.backlog.first, pod.backlog.second)) this.dropFirst(pod);
    return pod.backlog.length < backlog;
  }

  private dropFirst(pod: PodOnNode): void {
    const id = pod.backlog.first;
    const live = this.attempts.isLive(id, pod.backlog.second);
    pod.backlog.shift();
    if (live) this.forget(id, pod);
  }

  private begin(id: number, pod: PodOnNode, app: AppTraffic): void {
    const { attempts } = this;
    attempts.state[id] = AttemptState.computing;
    pod.inService++;
    const demandUs = max(1, round(((attempts.cpuUs[id] as number) * pod.version.cpuMilli) / 1000));
    if (pod.share !== null) pod.node.processor.add(pod.share, id, demandUs, this.nowUs);
    this.effects.completionMoved(pod.node);
    if (app.app.memoryPerRequestBytes === 0) return;
    pod.memoryBytes += app.app.memoryPerRequestBytes;
    pod.node.memoryUsedBytes += app.app.memoryPerRequestBytes;
    this.effects.memoryGrew(pod);
  }

  private call(id: number): void {
    const { attempts } = this;
    const app = this.appOf(id);
    if (app.app.calls.length === 0) return this.answer(id);
    const generation = attempts.generation[id] as number;
    attempts.state[id] = AttemptState.calling;
    attempts.callsOpen[id] = 1;
    // One more than those under way is open while they go out, so that none of them ends the phase early.
    for (const plan of app.parallelCalls) for (let i = 0; i < plan.times; i++) if (this.happens(app, plan)) this.callOne(id, plan);
    this.called(id, generation, true);
  }

  /** One thing an attempt waited for is over. */
  private called(id: number, generation: number, ok: boolean): void {
    const { attempts } = this;
    if (!attempts.isLive(id, generation) || attempts.state[id] !== AttemptState.calling) return;
    if (!ok) attempts.broken[id] = 1;
    const left = (attempts.callsOpen[id] as number) - 1;
    attempts.callsOpen[id] = left;
    if (left > 0) return;
    if (attempts.broken[id] === 1) this.answer(id);
    else this.callNext(id);
  }

  private callNext(id: number): void {
    const { attempts } = this;
    const app = this.appOf(id);
    for (;;) {
      const plan = app.serialCalls[attempts.callIndex[id] as number];
      if (plan === undefined) return this.answer(id);
      const repeat = (attempts.callRepeat[id] as number) + 1;
      const more = repeat < plan.times;
      attempts.callRepeat[id] = more ? repeat : 0;
      if (!more) attempts.callIndex[id] = (attempts.callIndex[id] as number) + 1;
      if (!this.happens(app, plan)) continue;
      return this.callOne(id, plan);
    }
  }

  private happens(app: AppTraffic, plan: CallPlan): boolean {
    return plan.probabilityMilli >= 1000 || app.chance.integer(1000) < plan.probabilityMilli;
  }

  private callOne(parent: number, plan: CallPlan): void {
    const { attempts } = this;
    const callee = this.apps[plan.to] as AppTraffic;
    const id = attempts.open(plan.to, this.nowUs, this.nowUs);
    attempts.callsOpen[parent] = (attempts.callsOpen[parent] as number) + 1;
    attempts.parent[id] = parent;
    attempts.parentGeneration[id] = attempts.generation[parent] as number;
    attempts.cpuUs[id] = callee.calledCpu.next();
    attempts.waitUs[id] = callee.calledWait.next();
    attempts.retriesLeft[id] = callee.app.retry.max;
    this.send(id, callee);
  }

  private answer(id: number): void {
    const { attempts } = this;
    const pod = this.podOf(id);
    pod.finished++;
    const errors = pod.version.errorMilli + pod.node.errorMilli;
    const broken = attempts.broken[id] === 1 || (errors > 0 && this.appOf(id).errors.integer(1000) < errors);
    if (attempts.orphan[id] === 1) return this.forget(id, pod);
    if (!this.canTalk(id, pod)) {
      this.leaveService(id, pod);
      attempts.state[id] = AttemptState.hanging;
      return this.startNext(pod);
    }
    if (broken) return this.fail(id, 'failed');
    this.unlink(id);
    this.settle(id, 'served');
    attempts.close(id);
    this.startNext(pod);
  }

  /** The attempt came to nothing; the client tries again if it may. */
  private fail(id: number, outcome: RequestOutcome): void {
    const pod = this.unlink(id);
    if ((this.attempts.retriesLeft[id] as number) > 0) this.tryAgain(id);
    else this.settle(id, outcome);
    this.attempts.close(id);
    if (pod !== null) this.startNext(pod);
  }

  /** The client's patience is over. What the server has begun it does not know about and goes on with. */
  private giveUp(id: number, app: AppTraffic): void {
    const { attempts } = this;
    const external = attempts.parent[id] === NONE;
    const again = (attempts.retriesLeft[id] as number) > 0;
    if (external || !again) this.settle(id, 'timed-out');
    if (again) {
      attempts.settled[id] = external ? 1 : (attempts.settled[id] as number);
      this.tryAgain(id);
    }
    attempts.orphan[id] = 1;
    attempts.settled[id] = 1;
    attempts.parent[id] = NONE;
    if (attempts.state[id] === AttemptState.hanging) this.forget(id, this.podOf(id));
    else if (attempts.state[id] === AttemptState.backlog) this.dropStale(this.podOf(id), app.app.backlog);
  }

  private tryAgain(id: number): void {
    const { attempts } = this;
    const app = this.appOf(id);
    const next = attempts.open(app.index, attempts.intendedUs[id] as number, this.nowUs);
    attempts.cpuUs[next] = attempts.cpuUs[id] as number;
    attempts.waitUs[next] = attempts.waitUs[id] as number;
    attempts.parent[next] = attempts.parent[id] as number;
    attempts.parentGeneration[next] = attempts.parentGeneration[id] as number;
    attempts.retriesLeft[next] = (attempts.retriesLeft[id] as number) - 1;
    attempts.settled[next] = attempts.settled[id] as number;
    this.queue.at(this.nowUs + app.app.retry.backoffUs, EventKind.retry, next, attempts.generation[next] as number);
  }

  /** Tells the client, or the attempt that made the call, how it ended. */
  private settle(id: number, outcome: RequestOutcome): void {
    const { attempts } = this;
    if (attempts.settled[id] === 1) return;
    attempts.settled[id] = 1;
    const parent = attempts.parent[id] as number;
    if (parent !== NONE) return this.called(parent, attempts.parentGeneration[id] as number, outcome === 'served');
    const app = this.appOf(id);
    const intended = attempts.intendedUs[id] as number;
    const latency = this.nowUs - intended;
    app.windows.settle(intended, latency > app.app.timeoutUs ? 'timed-out' : outcome, latency);
    app.sinceScrape.add(latency);
  }

  /** What never got an answer by the end of the run timed out. */
  finish(): void {
    for (const id of this.attempts.liveRows()) {
      if (this.attempts.settled[id] === 1 || this.attempts.parent[id] !== NONE) continue;
      const app = this.appOf(id);
      this.attempts.settled[id] = 1;
      app.windows.settle(this.attempts.intendedUs[id] as number, 'timed-out', app.app.timeoutUs);
    }
    for (const app of this.apps) app.windows.close();
  }

  private startNext(pod: PodOnNode): void {
    const app = this.apps[pod.app] as AppTraffic;
    while (pod.serving && pod.inService < app.app.concurrency && pod.backlog.length > 0) {
      const id = pod.backlog.first;
      if (!this.waits(id, pod.backlog.second)) {
        this.dropFirst(pod);
        continue;
      }
      pod.backlog.shift();
      this.begin(id, pod, app);
    }
    if (pod.draining && pod.inService === 0 && pod.backlog.length === 0) this.effects.drained(pod);
  }

  private forget(id: number, pod: PodOnNode): void {
    this.unlink(id);
    this.attempts.close(id);
    this.startNext(pod);
  }

  private link(id: number, pod: PodOnNode): void {
    const { attempts } = this;
    attempts.pod[id] = pod.index;
    attempts.previousInPod[id] = NONE;
    attempts.nextInPod[id] = pod.firstAttempt;
    if (pod.firstAttempt !== NONE) attempts.previousInPod[pod.firstAttempt] = id;
    pod.firstAttempt = id;
    pod.outstanding++;
  }

  private unlink(id: number): PodOnNode | null {
    const { attempts } = this;
    if (attempts.pod[id] === NONE) return null;
    const pod = this.podOf(id);
    this.leaveService(id, pod);
    const next = attempts.nextInPod[id] as number;
    const previous = attempts.previousInPod[id] as number;
    if (previous === NONE) pod.firstAttempt = next;
    else attempts.nextInPod[previous] = next;
    if (next !== NONE) attempts.previousInPod[next] = previous;
    attempts.pod[id] = NONE;
    pod.outstanding--;
    return pod;
  }

  private leaveService(id: number, pod: PodOnNode): void {
    const state = this.attempts.state[id] as number;
    this.attempts.state[id] = AttemptState.backingOff;
    if (state < AttemptState.computing || pod.inService === 0) return;
    pod.inService--;
    const perRequest = (this.apps[pod.app] as AppTraffic).app.memoryPerRequestBytes;
    pod.memoryBytes -= perRequest;
    pod.node.memoryUsedBytes -= perRequest;
  }

  private appOf(id: number): AppTraffic {
    return this.apps[this.attempts.app[id] as number] as AppTraffic;
  }

  private podOf(id: number): PodOnNode {
    return this.pods[this.attempts.pod[id] as number] as PodOnNode;
  }
}
