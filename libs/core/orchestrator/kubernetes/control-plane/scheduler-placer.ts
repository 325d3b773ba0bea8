import type { NodeId } from '#core/cluster';
import type { Service } from 'kubernetes-types/core/v1';
import type { LabelSelector } from 'kubernetes-types/meta/v1';
import type { DisruptionBudget } from '../controllers/disruption/disruption-budget.js';
import {
  type ClusterEvent,
  type DisruptionBudgetObject,
  type Placement,
  type PodInfo,
  type ReplicaSetObject,
  type Scheduler,
  type SchedulingQueue,
  type StatefulSetObject,
  viewOf,
} from '../scheduler/index.js';
import type { HttpExtenders } from '../scheduler/extender/index.js';
import { nodeObject } from './node-object.js';
import type { NodeRecord } from './node-record.js';
import type { PlacementResult, PodPlacer } from './pod-placer.js';
import { isTerminal, type PodRecord } from './pod-record.js';

/** Extenders of the scheduler, and what asking them cost since it was last looked at, µs. */
export interface ExtenderDesk {
  readonly extenders: HttpExtenders;
  takeCostUs(): number;
}

/** What they have against one pod they need not have against the next that is like it. */
const SINGLE = ['InterPodAffinity', 'PodTopologySpread', 'Extender'];
const MICROSECONDS_PER_MS = 1000;

const constant = (text: string) => () => text;

function unattended({ id, spec }: PodRecord): PlacementResult {
  const message = `no profile is called "${spec.schedulerName ?? 'default-scheduler'}": nobody schedules the pod`;
  return { kind: 'unschedulable', pod: id, message, nominated: null, victims: [] };
}

/** Gives the scheduler its cluster, and the pods that its queue says are next. */
export class SchedulerPlacer implements PodPlacer {
  private nowUs = 0;
  /** Until then it waits for its extenders. */
  private busyUntilUs = 0;
  private readonly infos = new Map<PodRecord, PodInfo>();
  private readonly records = new Map<PodInfo, PodRecord>();
  private readonly nodeIds = new Map<string, NodeId>();
  private readonly owners = { ReplicaSet: [] as ReplicaSetObject[], StatefulSet: [] as StatefulSetObject[] };
  private ownersChanged = false;
  /** Pods that ask for a scheduler which nobody runs, to be reported. */
  private orphans: PodRecord[] = [];
  /** Pods whose trouble has been reported once. */
  private readonly reported = new WeakSet<PodRecord>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly queue: SchedulingQueue,
    private readonly desk: ExtenderDesk | null = null,
  ) {}

  get wakeAtUs(): number {
    if (this.busyUntilUs > this.nowUs) return this.busyUntilUs;
    return this.queue.nextWakeUs(this.nowUs);
  }

  startStep(nowUs: number): void {
    this.nowUs = nowUs;
  }

  nodeChanged(node: NodeRecord): void {
    const name = node.facts.name;
    const known = this.scheduler.cluster.node(name);
    const before = known === undefined ? null : viewOf(known);
    const object = nodeObject(node);
    this.desk?.extenders.knowNode(name, object);
    if (before === null) this.scheduler.addNode(object);
    else this.scheduler.updateNode(object);
    this.nodeIds.set(name, node.id);
    const after = this.scheduler.cluster.node(name);
    if (after === undefined) return;
    this.tellQueue(before === null ? { kind: 'node-added', node: viewOf(after) } : { kind: 'node-updated', before, node: viewOf(after) });
  }

  nodeRemoved(node: NodeRecord): void {
    const known = this.scheduler.cluster.node(node.facts.name);
    if (known === undefined) return;
    const view = viewOf(known);
    this.scheduler.removeNode(node.facts.name);
    this.desk?.extenders.forgetNode(node.facts.name);
    this.nodeIds.delete(node.facts.name);
    this.tellQueue({ kind: 'node-removed', node: view });
  }

  ownerMade(kind: 'ReplicaSet' | 'StatefulSet', namespace: string, name: string, selector: LabelSelector): void {
    const object = { metadata: { namespace, name }, spec: { selector } };
    (this.owners[kind] as (typeof object)[]).push(object);
    this.ownersChanged = true;
  }

  servicesChanged(services: readonly Service[]): void {
    this.scheduler.setServices(services);
  }

  podPending(pod: PodRecord): void {
    const [kind = '', , name = ''] = pod.owner?.key.split('/') ?? [];
    const object = {
      metadata: {
        name: pod.name,
        namespace: pod.namespace,
        uid: String(pod.uid),
        labels: pod.labels,
        ...(kind === '' ? {} : { ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: '', controller: true }] }),
      },
      spec: pod.spec,
    };
    const info = this.scheduler.pod(object);
    this.desk?.extenders.knowPod(info, object);
    this.infos.set(pod, info);
    this.records.set(info, pod);
    if (!this.scheduler.responsibleFor(info)) {
      this.orphans.push(pod);
      return;
    }
    const gates = (pod.spec as { schedulingGates?: readonly unknown[] }).schedulingGates ?? [];
    this.queue.add(info, this.nowUs, gates.length > 0);
  }

  podChanged(pod: PodRecord): void {
    const info = this.infos.get(pod);
    if (info === undefined) return;
    if (isTerminal(pod)) this.release(pod, info);
    else if (pod.deletedUs !== null) this.scheduler.terminating(info);
  }

  podRemoved(pod: PodRecord): void {
    const info = this.infos.get(pod);
    if (info !== undefined) this.release(pod, info);
  }

  place(nowUs: number, budgets: readonly DisruptionBudget[]): readonly PlacementResult[] {
    if (this.busyUntilUs > nowUs) return [];
    const results = this.orphans.map(unattended);
    this.orphans = [];
    let told = false;
    /** What failed in this pass for a template fails for all its pods: placing others only takes room away. */
    const failed = new Map<object, Placement>();
    for (let info = this.queue.pop(nowUs); info !== null; info = this.queue.pop(nowUs)) {
      const pod = this.records.get(info);
      if (pod === undefined) continue;
      if (!told) this.tell(budgets);
      told = true;
      const known = failed.get(pod.spec);
      const placement = known ?? this.scheduler.schedule(info);
      const unbound = placement.node === null ? null : (this.desk?.extenders.bind(info, placement.node) ?? null);
      const costUs = this.desk?.takeCostUs() ?? 0;
      this.busyUntilUs = nowUs + costUs;
      if (placement.node !== null && unbound === null) {
        results.push(this.bound(pod, info, placement.node));
        if (costUs > 0) break;
        continue;
      }
      if (unbound !== null) {
        results.push(this.notPlaced(pod, info, { rejectedBy: new Set(), preemption: null, why: constant(unbound) }));
        break;
      }
      const nominated = placement.preemption?.nominated ?? null;
      const failure = known ?? { ...placement, why: constant(placement.why()) };
      if (nominated === null && placement.rejectedBy.size > 0 && !SINGLE.some((plugin) => placement.rejectedBy.has(plugin))) failed.set(pod.spec, failure);
      const result = this.notPlaced(pod, info, failure);
      if (nominated !== null || !this.reported.has(pod)) results.push(result);
      this.reported.add(pod);
      // Victims leave before the next pod is looked at.
      if (nominated !== null || costUs > 0) break;
    }
    return results;
  }

  private tell(budgets: readonly DisruptionBudget[]): void {
    this.scheduler.setDisruptionBudgets(budgets.map((budget) => ({ ...budget.object, status: budget.status }) as DisruptionBudgetObject));
    if (!this.ownersChanged) return;
    this.ownersChanged = false;
    this.scheduler.setReplicaSets(this.owners.ReplicaSet);
    this.scheduler.setStatefulSets(this.owners.StatefulSet);
  }

  private tellQueue(event: ClusterEvent): void {
    this.queue.event(event, this.nowUs);
  }

  private bound(pod: PodRecord, info: PodInfo, node: string): PlacementResult {
    this.queue.remove(info);
    this.scheduler.bind(info, node);
    info.startTime = this.nowUs / MICROSECONDS_PER_MS;
    this.tellQueue({ kind: 'pod-added', pod: info });
    return { kind: 'bound', pod: pod.id, node: this.nodeIds.get(node) ?? -1 };
  }

  private notPlaced(pod: PodRecord, info: PodInfo, placement: Pick<Placement, 'rejectedBy' | 'preemption' | 'why'>): PlacementResult {
    const { preemption } = placement;
    this.queue.rejected(info, placement.rejectedBy, this.nowUs);
    for (const victim of preemption?.victims ?? []) victim.preempted = true;
    const victims = (preemption?.victims ?? []).flatMap((victim) => this.records.get(victim) ?? []);
    const nominated = preemption?.nominated ?? null;
    this.renominate(info, nominated, preemption?.barred ?? false);
    return {
      kind: 'unschedulable',
      pod: pod.id,
      message: placement.why(),
      nominated: nominated === null ? null : (this.nodeIds.get(nominated) ?? null),
      victims: victims.map((victim) => victim.id),
    };
  }

  /** What preemption found takes the place of an earlier nomination; who of lower priority was promised room there is not any more. */
  private renominate(info: PodInfo, node: string | null, barred: boolean): void {
    if (node === null) {
      if (!barred) this.withdraw(info);
      return;
    }
    for (const other of this.scheduler.promisedBelow(info, node)) this.withdraw(other);
    if (info.nominatedNode !== node) this.withdraw(info);
    this.scheduler.nominate(info, node);
  }

  /** To those that had to leave room for the pod it is as if it had left the node. */
  private withdraw(info: PodInfo): void {
    if (info.nominatedNode === null) return;
    this.scheduler.nominate(info, null);
    this.queue.event({ kind: 'pod-removed', pod: info }, this.nowUs, info.traits.priority);
  }

  private release(pod: PodRecord, info: PodInfo): void {
    this.infos.delete(pod);
    this.records.delete(info);
    if (pod.node === null) {
      this.queue.remove(info);
      this.withdraw(info);
    }
    this.scheduler.remove(info);
    if (pod.node !== null) this.tellQueue({ kind: 'pod-removed', pod: info });
  }
}
