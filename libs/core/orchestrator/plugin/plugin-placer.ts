import type { NodeId, PodId } from '#core/cluster';
import { NEVER } from '#core/units';
import type { WorldEvent } from '../world-event.js';
import { type ClusterHandle, isTerminal, type NodeRecord, type PlacementResult, type PodPlacer, type PodRecord } from '../kubernetes/index.js';
import { CarryOut } from './carry-out.js';
import { type ContestantProcess, ContestantFault } from './contestant-process.js';
import { decisionTimeUs } from './decision-time.js';
import { FitCheck } from './fit-check.js';
import type { PluginView } from './plugin-view.js';
import { type Decision, decisionsMessage, readyMessage, PLUGIN_LIMITS } from './protocol.js';
import { readAnswer } from './read-answer.js';

interface InFlight {
  readonly step: number;
  readonly askedUs: number;
  /** When the decisions take effect: asked plus what deciding costs. */
  readonly atUs: number;
  readonly decisions: readonly Decision[];
}

/**
 * A plugin in the scheduler's place. When something happened it is asked at once, and answers at once as far as the wall
 * clock goes; in simulated time its decisions take effect when it has paid for its thinking. Until then it is busy: what
 * happens meanwhile is told with the next step, and may make a decision late.
 */
export class PluginPlacer implements PodPlacer {
  private nowUs = 0;
  private started = false;
  private inFlight: InFlight | null = null;
  private wakeUs = NEVER;
  private refusedLast = 0;
  private readonly fit = new FitCheck();
  private readonly nodes = new Map<NodeId, NodeRecord>();
  private readonly pods = new Map<PodId, PodRecord>();
  private readonly carryOut: CarryOut;
  private cluster: ClusterHandle | undefined;

  constructor(
    private readonly process: ContestantProcess,
    private readonly view: PluginView,
  ) {
    this.carryOut = new CarryOut(view, this.fit, this.nodes, this.pods);
  }

  get wakeAtUs(): number {
    return this.inFlight?.atUs ?? this.wakeUs;
  }

  attach(cluster: ClusterHandle): void {
    this.cluster = cluster;
    this.carryOut.cluster = cluster;
  }

  startStep(nowUs: number): void {
    this.nowUs = nowUs;
    this.carryOut.nowUs = nowUs;
  }

  /** What the world says and controllers do not pass on: to be called before they are stepped. */
  observe(events: readonly WorldEvent[]): void {
    for (const event of events) {
      if (event.kind === 'metrics') this.view.metrics(event, (id) => this.pods.has(id));
      else if (event.kind === 'reclaim-notice') {
        const node = this.nodes.get(event.node);
        if (node !== undefined) this.view.nodeLeaves(node, event.atUs);
      } else if (event.kind === 'pod-phase' && (event.phase === 'running' || event.phase === 'ready' || event.phase === 'unready')) {
        const pod = this.pods.get(event.pod);
        if (pod !== undefined && pod.deletedUs === null && !isTerminal(pod)) this.view.podState(pod, event.phase, null);
      }
    }
  }

  nodeChanged(node: NodeRecord): void {
    this.nodes.set(node.id, node);
    this.fit.nodeChanged(node);
    this.carryOut.changedUs.set(node.id, this.nowUs);
    this.view.node(node);
  }

  nodeRemoved(node: NodeRecord): void {
    this.nodes.delete(node.id);
    this.fit.nodeRemoved(node);
    this.carryOut.goneUs.set(this.view.nodeName(node), this.nowUs);
    this.view.nodeGone(node);
  }

  ownerMade(): void {}

  podPending(pod: PodRecord): void {
    const gates = (pod.spec as { schedulingGates?: readonly unknown[] }).schedulingGates ?? [];
    if (gates.length > 0) return;
    this.pods.set(pod.id, pod);
    this.fit.podPending(pod);
    this.view.podPending(pod);
  }

  podChanged(pod: PodRecord): void {
    if (!this.pods.has(pod.id)) return;
    this.fit.podChanged(pod);
    if (isTerminal(pod)) this.view.podState(pod, pod.phase === 'Succeeded' ? 'succeeded' : 'failed', null);
    else if (pod.deletedUs !== null) this.view.podState(pod, 'ending', null);
  }

  podRemoved(pod: PodRecord): void {
    if (!this.pods.delete(pod.id)) return;
    this.fit.podRemoved(pod);
    this.carryOut.goneUs.set(this.view.podName(pod.id), this.nowUs);
    this.view.podState(pod, 'gone', null);
  }

  place(nowUs: number): readonly PlacementResult[] {
    const results = this.takeEffect(nowUs);
    if (results.length > 0 || this.inFlight !== null) return results;
    if (this.view.isUrgent || this.wakeUs <= nowUs) this.ask(nowUs);
    return results;
  }

  private takeEffect(nowUs: number): readonly PlacementResult[] {
    const { inFlight } = this;
    if (inFlight === null || inFlight.atUs > nowUs) return [];
    this.inFlight = null;
    const { bound, refused } = this.carryOut.all(inFlight);
    this.refusedLast = refused;
    return bound;
  }

  private ask(nowUs: number): void {
    if (!this.started) this.start();
    const step = this.view.takeStep(nowUs, this.cluster?.scalables() ?? []);
    const asked = JSON.stringify(step);
    const answered = this.exchange(asked);
    const answer = readAnswer(answered, decisionsMessage, `the answer to step ${step.step}`);
    if (answer.step !== step.step) throw new ContestantFault('protocol-error', `the answer to step ${step.step} says that it is to step ${answer.step}`);
    const cost = decisionTimeUs({
      nodes: this.nodes.size,
      pods: step.pending.length,
      decisions: answer.decisions.length,
      askedBytes: asked.length,
      answeredBytes: answered.length,
      refused: this.refusedLast,
    });
    this.refusedLast = 0;
    this.inFlight = { step: step.step, askedUs: nowUs, atUs: nowUs + cost, decisions: answer.decisions };
    this.wakeUs = answer.wakeAfterUs === undefined ? NEVER : nowUs + answer.wakeAfterUs;
  }

  private start(): void {
    this.started = true;
    readAnswer(this.exchange(JSON.stringify(this.view.start())), readyMessage, 'the answer to start');
  }

  private exchange(line: string): string {
    const answer = this.process.exchange(line);
    if (!answer.ok) throw new ContestantFault(answer.failure, answer.cause);
    if (answer.line.length > PLUGIN_LIMITS.answerBytes) throw new ContestantFault('output-limit', `an answer of ${answer.line.length} characters`);
    return answer.line;
  }
}
