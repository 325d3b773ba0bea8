import type { NodeId, PodId } from '#core/cluster';
import type { ControlPlane, WorldEvent } from '#core/orchestrator';
import { RandomStream } from '#core/random';
import type { RunMetrics, Timeline } from '#core/run';
import type { DrawnNode, DrawnRun } from '#core/scenario';
import { EventKind } from '../engine/event-kind.js';
import { EventQueue } from '../engine/event-queue.js';
import { LogWriter } from '../measure/log-writer.js';
import { RunMeasures } from '../measure/run-measures.js';
import { ImageCatalog } from '../node/image-catalog.js';
import { ImagePulls } from '../node/image-pulls.js';
import { Machine } from '../node/machine.js';
import { type AgentWorld, NodeAgents } from '../node/node-agents.js';
import type { PodOnNode } from '../node/pod-on-node.js';
import { Processor } from '../node/processor.js';
import { AppTraffic } from '../traffic/app-traffic.js';
import { RequestFlow } from '../traffic/request-flow.js';
import { carryOut } from './carry-out.js';
import { dispatch } from './dispatch.js';
import { logEvent } from './log-event.js';
import { MachineFaults } from './machine-faults.js';
import { type Lane, Mailbox } from './mailbox.js';
import { Pools } from './pools.js';
import { Submissions } from './submissions.js';

/** Constants of this module: looking them up in `Math` costs more than what they do. */
const { floor, max, min } = Math;

const SPINS_MOST = 10_000;

/** The simulated world of one run: virtual time, machines, traffic, faults. It steps a control plane and does what that says. */
export class World implements AgentWorld {
  nowUs = 0;
  readonly queue = new EventQueue();
  readonly machines: Machine[] = [];
  readonly apps: readonly AppTraffic[];
  readonly flow: RequestFlow;
  readonly agents: NodeAgents;
  readonly pulls: ImagePulls;
  readonly catalog: ImageCatalog;
  readonly mailbox = new Mailbox();
  readonly observer: RunMeasures;
  readonly faults: MachineFaults;
  readonly pools: Pools;
  readonly submissions: Submissions;
  /** What each balancer was last told, on its way included. */
  readonly routed: ReadonlySet<PodId>[];
  /** Endpoints on their way to each balancer. */
  readonly routes: (readonly PodId[])[][];
  /** Pods that were given to a node: nobody may be given away twice. */
  readonly started = new Set<PodId>();
  /** Request events and others, so far. */
  eventCount = 0;
  private readonly appIndex: ReadonlyMap<string, number>;
  private readonly jobs: ReadonlyMap<string, number>;
  private readonly heartbeats: RandomStream;
  private lastStepUs = -1;
  private spins = 0;

  constructor(
    readonly run: DrawnRun,
    private readonly controlPlane: ControlPlane,
    readonly log = new LogWriter(),
  ) {
    this.apps = run.applications.map((app, index) => new AppTraffic(index, app, run));
    this.appIndex = new Map(run.applications.map((app, index) => [app.name, index]));
    this.jobs = new Map(run.jobs.map((job, index) => [job.job, index]));
    this.heartbeats = new RandomStream(run.seed, 'world/heartbeats');
    this.routes = this.apps.map(() => []);
    this.routed = this.apps.map(() => new Set());
    this.observer = new RunMeasures(run, this.apps);
    this.catalog = new ImageCatalog(run);
    this.pulls = new ImagePulls(this.queue, run.cluster.images.registryBytesPerSecond);
    const pods: PodOnNode[] = [];
    this.flow = new RequestFlow(this.queue, this.apps, pods, {
      completionMoved: (machine) => this.completionMoved(machine),
      memoryGrew: (pod) => this.agents.memoryGrew(pod),
      drained: (pod) => this.agents.drained(pod),
    });
    this.agents = new NodeAgents(this, pods, this.pulls, this.appIndex);
    this.pools = new Pools(this);
    for (const node of run.nodes) this.addMachine(node, run.cluster.images.warm);
    this.faults = new MachineFaults(this);
    this.submissions = new Submissions(this);
    this.queue.at(run.cluster.lags.metricsUs, EventKind.scrape);
    this.queue.at(run.clock.windowUs, EventKind.window);
    this.queue.at(run.clock.warmupUs, EventKind.window, 1);
  }

  /** Runs up to and with the instant `untilUs`. */
  advance(untilUs: number): void {
    for (;;) {
      const next = min(this.queue.nextUs, this.stepDueUs());
      if (next > untilUs) return;
      this.nowUs = next;
      this.flow.nowUs = next;
      this.observer.nowUs = next;
      while (this.queue.nextUs === next) {
        this.queue.pop();
        this.eventCount++;
        dispatch(this, this.queue.kind, this.queue.a, this.queue.b);
      }
      if (this.stepDueUs() <= next) this.step();
    }
  }

  /** What the run measured; nothing happens any more. `compacted`: on how few machines its end state fits, where that was tried. */
  close(compacted: number | null = null): { readonly metrics: RunMetrics; readonly timeline: Timeline } {
    this.flow.finish();
    const held = this.machines.flatMap((machine) => [...machine.pods]);
    return this.observer.close(this.machines, held, compacted);
  }

  /** The orchestrator's own, where it has one. */
  private get heartbeatUs(): number {
    return this.controlPlane.heartbeatUs ?? this.run.cluster.lags.heartbeatUs;
  }

  private stepDueUs(): number {
    return max(this.lastStepUs + 1, min(this.mailbox.nextUs, this.controlPlane.wakeAtUs));
  }

  private step(): void {
    this.lastStepUs = this.nowUs;
    const events = this.mailbox.take(this.nowUs);
    for (const event of events) {
      if (event.kind === 'node-left') (this.machines[event.node] as Machine).toldLeft = true;
      logEvent(this.log, this.nowUs, event);
    }
    const actions = this.controlPlane.step(this.nowUs, events);
    this.noticeSpinning(events.length + actions.length);
    carryOut(this, actions);
  }

  /** A control plane that wants to be woken at once again and again and never does anything would keep the world at one instant for ever. */
  private noticeSpinning(happened: number): void {
    this.spins = happened === 0 && this.controlPlane.wakeAtUs <= this.nowUs + 1 ? this.spins + 1 : 0;
    if (this.spins > SPINS_MOST) throw new Error(`the control plane asked ${SPINS_MOST} times in a row to be woken at once and did nothing`);
  }

  addMachine(drawn: DrawnNode, warm: boolean): void {
    const { interference } = this.run.cluster;
    const id = this.machines.length;
    const node = drawn.facts.id === id ? drawn : { ...drawn, facts: { ...drawn.facts, id } };
    const processor = new Processor(node.facts.allocatable.cpuMilli, node.speedMilli, interference);
    processor.advance(this.nowUs);
    const machine = new Machine(node, id, processor, this.heartbeats.integer(max(1, this.heartbeatUs)));
    machine.warm = warm;
    machine.completionSlot = this.queue.open(EventKind.completion, id);
    machine.heartbeatSlot = this.queue.open(EventKind.heartbeatDue, id);
    this.machines.push(machine);
    this.observer.usage.joined(machine, this.nowUs);
    this.post('node', { kind: 'node-joined', node: node.facts });
  }

  removeMachine(machine: Machine): void {
    if (machine.left) return;
    this.agents.wipe(machine);
    machine.left = true;
    machine.reachable = false;
    this.observer.usage.left(machine, this.nowUs);
    this.queue.clear(machine.heartbeatSlot);
    this.completionMoved(machine);
    this.mailbox.forget(machine.id);
    this.post('node', { kind: 'node-left', node: machine.id });
  }

  powerOff(machine: Machine): void {
    machine.forced++;
    if (machine.downBy++ > 0) return;
    machine.lost = [...machine.lost, ...endedUnsaid(machine), ...this.agents.wipe(machine)];
    machine.unsaid.length = 0;
    machine.rebooted = true;
    this.completionMoved(machine);
    this.reachChanged(machine);
  }

  powerOn(machine: Machine): void {
    machine.forced--;
    machine.downBy--;
    this.reachChanged(machine);
  }

  /** Something that keeps an agent and the control plane apart began or ended. */
  reachChanged(machine: Machine): void {
    if (machine.isReachable === machine.reachable) return;
    machine.reachable = machine.isReachable;
    if (machine.reachable) return this.foundAgain(machine);
    const { heartbeatUs } = this;
    const beats = floor((this.nowUs - machine.heartbeatPhaseUs) / heartbeatUs);
    machine.lastHeardUs = max(0, machine.heartbeatPhaseUs + beats * heartbeatUs);
    // Nobody can know before the next heartbeat is missing.
    this.queue.move(machine.heartbeatSlot, max(this.nowUs, machine.lastHeardUs + heartbeatUs));
  }

  heartbeatMissed(id: NodeId): void {
    const machine = this.machines[id] as Machine;
    if (machine.left || machine.reachable) return;
    machine.toldSilent = true;
    this.post('node', { kind: 'node-silent', node: id, lastHeardUs: machine.lastHeardUs });
  }

  private foundAgain(machine: Machine): void {
    const { rebooted } = machine;
    this.queue.clear(machine.heartbeatSlot);
    if (machine.toldSilent || rebooted) this.post('node', { kind: 'node-heard', node: machine.id, rebooted });
    const lost = machine.lost;
    const unsaid = machine.unsaid.splice(0);
    const unheard = machine.unheard.splice(0);
    machine.lost = [];
    machine.rebooted = false;
    machine.toldSilent = false;
    for (const pod of lost) this.sayGone(pod, machine.id);
    for (const event of unsaid) this.tell(machine, event);
    for (const action of unheard) {
      if (action.kind === 'stop-pod') this.agents.stop(action.pod, action.graceUs);
      else if (action.kind === 'start-pod' && rebooted) this.sayGone(action.pod.id, machine.id);
      else if (action.kind === 'start-pod') this.agents.start(machine, action.pod);
    }
  }

  /** `from`: the machine that says it; null when it is gone itself. */
  sayGone(pod: PodId, from: NodeId | null): void {
    this.post('pod', { kind: 'pod-phase', pod, phase: 'gone', exitCode: 0, restarts: 0, reason: 'NodeLost' }, from);
  }

  tell(machine: Machine, event: WorldEvent): void {
    if (!machine.isUp) return;
    if (machine.reachable) this.post('pod', event, machine.id);
    else machine.unsaid.push(event);
  }

  post(lane: Lane, event: WorldEvent, from: NodeId | null = null): void {
    const { lags } = this.run.cluster;
    this.mailbox.post(lane, event, this.nowUs, lane === 'pod' ? lags.statusUs : lane === 'metrics' ? lags.metricsDelayUs : 0, from);
  }

  completionMoved(machine: Machine): void {
    this.queue.move(machine.completionSlot, machine.processor.nextUs(this.nowUs));
  }

  appNamed(name: string): AppTraffic | undefined {
    return this.apps[this.appIndex.get(name) ?? -1];
  }

  jobIndex(job: string): number {
    return this.jobs.get(job) ?? -1;
  }
}

/** Pods whose end the control plane was not told of before the power went: with the reports lost, they count as lost too. */
function endedUnsaid(machine: Machine): PodId[] {
  return machine.unsaid.flatMap((event) =>
    event.kind === 'pod-phase' && (event.phase === 'succeeded' || event.phase === 'failed' || event.phase === 'gone') ? [event.pod] : [],
  );
}
