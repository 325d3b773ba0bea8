import { createScheduler, type PodInfo, type Scheduler } from '../kubernetes/scheduler/index.js';
import { isTerminal, type NodeRecord, nodeObject, type PodRecord } from '../kubernetes/index.js';
import type { RefusalCode } from './refusal.js';

/** What the node agent itself would refuse, whoever binds: the hard filters, without those that only spread. */
const HARD_FILTERS = ['NodeUnschedulable', 'NodeName', 'TaintToleration', 'NodeAffinity', 'NodePorts', 'NodeResourcesFit'];
const CONFIGURATION = { profiles: [{ plugins: { multiPoint: { disabled: [{ name: '*' }], enabled: HARD_FILTERS.map((name) => ({ name })) } } }] };

const CODES: Readonly<Record<string, RefusalCode>> = {
  NodeResourcesFit: 'node-full',
  NodePorts: 'node-full',
  NodeUnschedulable: 'node-unschedulable',
  TaintToleration: 'node-unschedulable',
};

/** Keeps count of what nodes hold, and says whether a pod may go somewhere, by kube-scheduler's own filters. */
export class FitCheck {
  private readonly scheduler: Scheduler = createScheduler({ configuration: CONFIGURATION });
  private readonly infos = new Map<PodRecord, PodInfo>();

  nodeChanged(node: NodeRecord): void {
    if (this.scheduler.cluster.node(node.facts.name) === undefined) this.scheduler.addNode(nodeObject(node));
    else this.scheduler.updateNode(nodeObject(node));
  }

  nodeRemoved(node: NodeRecord): void {
    if (this.scheduler.cluster.node(node.facts.name) !== undefined) this.scheduler.removeNode(node.facts.name);
  }

  podPending(pod: PodRecord): void {
    const { name, namespace, labels, spec } = pod;
    this.infos.set(pod, this.scheduler.pod({ metadata: { name, namespace, labels }, spec }));
  }

  podChanged(pod: PodRecord): void {
    if (isTerminal(pod)) this.podRemoved(pod);
  }

  podRemoved(pod: PodRecord): void {
    const info = this.infos.get(pod);
    if (info === undefined) return;
    this.infos.delete(pod);
    this.scheduler.remove(info);
  }

  /** Null: there is room. */
  refusalOf(pod: PodRecord, node: NodeRecord): { readonly code: RefusalCode; readonly why: string } | null {
    const info = this.infos.get(pod);
    if (info === undefined) throw new Error(`pod ${pod.name} was never pending`);
    const rejection = this.scheduler.check(info, node.facts.name);
    return rejection === null ? null : { code: CODES[rejection.plugin] ?? 'node-not-eligible', why: rejection.reasons.join(', ') };
  }

  bind(pod: PodRecord, node: NodeRecord): void {
    this.scheduler.bind(this.infos.get(pod) as PodInfo, node.facts.name);
  }
}
