import type { NodeId, PodId } from '#core/cluster';
import type { ClusterHandle, NodeRecord, PlacementResult, PodRecord } from '../kubernetes/index.js';
import { ContestantFault } from './contestant-process.js';
import { EvictionBudget } from './eviction-budget.js';
import type { FitCheck } from './fit-check.js';
import type { PluginView } from './plugin-view.js';
import { type Decision, PLUGIN_LIMITS } from './protocol.js';
import { type Refusal, type RefusalCode, REFUSALS } from './refusal.js';

interface Decided {
  readonly step: number;
  readonly askedUs: number;
  readonly decisions: readonly Decision[];
}

type Of<K extends Decision['do']> = Extract<Decision, { readonly do: K }>;
type Outcome = Refusal | 'done' | Extract<PlacementResult, { kind: 'bound' }>;

const refusal = (code: RefusalCode, what: string): Refusal => ({ code, text: `${what}: ${REFUSALS[code]}` });

/** Does what one answer decided, in order, each decision by itself: one that cannot be done is refused by name and the others go on. */
export class CarryOut {
  cluster: ClusterHandle | undefined;
  nowUs = 0;
  /** By the plugin's names: when something went away. */
  readonly goneUs = new Map<string, number>();
  readonly changedUs = new Map<NodeId, number>();
  private readonly evictions = new EvictionBudget();
  private refusals = 0;

  constructor(
    private readonly view: PluginView,
    private readonly fit: FitCheck,
    private readonly nodes: ReadonlyMap<NodeId, NodeRecord>,
    private readonly pods: ReadonlyMap<PodId, PodRecord>,
  ) {}

  all(decided: Decided): { readonly bound: readonly PlacementResult[]; readonly refused: number } {
    const bound: PlacementResult[] = [];
    const boundNow = new Set<PodId>();
    let refused = 0;
    for (const [index, decision] of decided.decisions.entries()) {
      const outcome = this.one(decision, decided.askedUs, boundNow);
      if (outcome === 'done') continue;
      if ('kind' in outcome) bound.push(outcome);
      else {
        this.refuse(decided.step, index, outcome);
        refused++;
      }
    }
    return { bound, refused };
  }

  private refuse(step: number, index: number, why: Refusal): void {
    this.view.refused(step, index, why);
    this.cluster?.note('invalid-action', `step ${step}, decision ${index}`, `${why.code}: ${why.text}`);
    if (why.code === 'late') return;
    this.refusals++;
    if (this.refusals > PLUGIN_LIMITS.refusedDecisions)
      throw new ContestantFault(
        'invalid-action',
        `more than ${PLUGIN_LIMITS.refusedDecisions} decisions were refused; the last, decision ${index} of step ${step}: ${why.code}: ${why.text}`,
      );
  }

  private one(decision: Decision, askedUs: number, boundNow: Set<PodId>): Outcome {
    switch (decision.do) {
      case 'bind':
        return this.bind(decision, askedUs, boundNow);
      case 'evict':
        return this.evict(decision, askedUs);
      case 'scale':
        return this.scale(decision);
      case 'resize':
        return this.resize(decision, askedUs);
    }
  }

  private bind({ pod: podName, node: nodeName, reason }: Of<'bind'>, askedUs: number, boundNow: Set<PodId>): Outcome {
    const pod = this.pods.get(this.view.podOfName(podName) ?? -1);
    if (pod === undefined) return this.unknown('unknown-pod', podName, askedUs);
    if (boundNow.has(pod.id)) return refusal('bound-twice', podName);
    if (pod.node !== null) return refusal('already-bound', podName);
    const node = this.nodeNamed(nodeName);
    if (node === undefined) return this.unknown('unknown-node', nodeName, askedUs);
    const unfit = this.fit.refusalOf(pod, node);
    if (unfit !== null) {
      const changed = (this.changedUs.get(node.id) ?? 0) > askedUs;
      return { code: changed ? 'late' : unfit.code, text: `${podName} on ${nodeName}: ${unfit.why}` };
    }
    this.fit.bind(pod, node);
    boundNow.add(pod.id);
    this.view.podState(pod, 'bound', node);
    this.because(reason, pod.name, pod.id, node.id);
    return { kind: 'bound', pod: pod.id, node: node.id };
  }

  private evict({ pod: podName, reason }: Of<'evict'>, askedUs: number): Outcome {
    const pod = this.pods.get(this.view.podOfName(podName) ?? -1);
    if (pod === undefined) return this.unknown('unknown-pod', podName, askedUs);
    if (!this.evictions.take(this.nowUs)) return refusal('eviction-rate', podName);
    const verdict = this.cluster?.evict(pod.id, `Evicted by the plugin: ${reason ?? 'no reason given'}`);
    if (verdict === 'granted') return 'done';
    return refusal(verdict === 'refused' ? 'disruption-budget' : 'not-running', podName);
  }

  private scale({ workload: name, replicas, reason }: Of<'scale'>): Outcome {
    const scalable = this.cluster?.scalables().find((one) => this.view.workloadName(one.namespace, one.ownerName) === name);
    if (scalable === undefined) return refusal('unknown-workload', name);
    this.cluster?.scale(scalable.key, replicas, `Scaled by the plugin from ${scalable.replicas} to ${replicas}: ${reason ?? 'no reason given'}`);
    return 'done';
  }

  private resize({ pool: name, nodes, remove = [], reason }: Of<'resize'>, askedUs: number): Outcome {
    const pool = this.view.names.thingOf('pool', name);
    if (pool === undefined) return refusal('unknown-pool', name);
    const unknown = remove.find((node) => this.nodeNamed(node) === undefined);
    if (unknown !== undefined) return this.unknown('unknown-node', unknown, askedUs);
    this.cluster?.resizePool(
      String(pool),
      nodes,
      remove.map((node) => (this.nodeNamed(node) as NodeRecord).id),
    );
    this.because(reason, `pool ${pool}`, null, null);
    return 'done';
  }

  private because(reason: string | undefined, subject: string, pod: PodId | null, node: NodeId | null): void {
    if (reason !== undefined) this.cluster?.note('plugin-reason', subject, reason, pod, node);
  }

  /** Something that was there when the plugin was asked has only gone since. */
  private unknown(code: RefusalCode, name: string, askedUs: number): Refusal {
    return refusal((this.goneUs.get(name) ?? -1) > askedUs ? 'late' : code, name);
  }

  private nodeNamed(name: string): NodeRecord | undefined {
    const id = this.view.nodeIds.get(name);
    return id === undefined ? undefined : this.nodes.get(id);
  }
}
