import type { NodeId } from '#core/cluster';
import { NEVER } from '#core/units';
import type { LabelSelector } from 'kubernetes-types/meta/v1';
import type { DisruptionBudget } from '../controllers/disruption/disruption-budget.js';
import type { DisruptionBudgetObject, Placement, PodInfo, ReplicaSetObject, Scheduler, StatefulSetObject } from '../scheduler/index.js';
import { nodeObject } from './node-object.js';
import type { NodeRecord } from './node-record.js';
import { PendingQueue } from './pending-queue.js';
import type { PlacementResult, PodPlacer } from './pod-placer.js';
import { isTerminal, type PodRecord } from './pod-record.js';

const SPREADING = ['InterPodAffinity', 'PodTopologySpread'];
const MICROSECONDS_PER_MS = 1000;

/** Gives the scheduler its cluster and its pods, one after the other, and those it could not place again when that may have changed. */
export class SchedulerPlacer implements PodPlacer {
  /** Nothing is retried by time alone: a back-off ends at once when nobody else is in line. */
  readonly wakeAtUs = NEVER;
  private readonly queue = new PendingQueue();
  private readonly infos = new Map<PodRecord, PodInfo>();
  private readonly records = new Map<PodInfo, PodRecord>();
  private readonly nodeIds = new Map<string, NodeId>();
  private readonly nodeNames = new Map<NodeId, string>();
  /** Pods without a node, with the plugins that turned nodes down. */
  private readonly unschedulable = new Map<PodRecord, ReadonlySet<string>>();
  /** Preemptors that wait for these to end. */
  private readonly waitingFor = new Map<PodRecord, Set<PodRecord>>();
  private readonly owners = { ReplicaSet: [] as ReplicaSetObject[], StatefulSet: [] as StatefulSetObject[] };
  private ownersChanged = false;
  /** Pods whose trouble has been reported once. */
  private readonly reported = new WeakSet<PodRecord>();

  constructor(private readonly scheduler: Scheduler) {}

  nodeChanged(node: NodeRecord): void {
    const name = node.facts.name;
    if (this.nodeIds.has(name)) this.scheduler.updateNode(nodeObject(node));
    else this.scheduler.addNode(nodeObject(node));
    this.nodeIds.set(name, node.id);
    this.nodeNames.set(node.id, name);
    this.retry(() => true);
  }

  nodeRemoved(node: NodeRecord): void {
    this.scheduler.removeNode(node.facts.name);
    this.nodeIds.delete(node.facts.name);
    this.nodeNames.delete(node.id);
  }

  ownerMade(kind: 'ReplicaSet' | 'StatefulSet', namespace: string, name: string, selector: LabelSelector): void {
    const object = { metadata: { namespace, name }, spec: { selector } };
    (this.owners[kind] as (typeof object)[]).push(object);
    this.ownersChanged = true;
  }

  podPending(pod: PodRecord): void {
    const [kind = '', , name = ''] = pod.owner?.key.split('/') ?? [];
    const info = this.scheduler.pod({
      metadata: {
        name: pod.name,
        namespace: pod.namespace,
        uid: String(pod.uid),
        labels: pod.labels,
        ...(kind === '' ? {} : { ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: '', controller: true }] }),
      },
      spec: pod.spec,
    });
    this.infos.set(pod, info);
    this.records.set(info, pod);
    const gated = ((pod.spec as { schedulingGates?: readonly unknown[] }).schedulingGates?.length ?? 0) > 0;
    if (!gated) this.queue.add(pod);
  }

  podChanged(pod: PodRecord): void {
    const info = this.infos.get(pod);
    if (info === undefined) return;
    if (isTerminal(pod)) this.release(pod, info);
    else if (pod.deletedUs !== null) this.scheduler.terminating(info);
    else info.startTime = pod.boundUs / MICROSECONDS_PER_MS;
  }

  podRemoved(pod: PodRecord): void {
    const info = this.infos.get(pod);
    this.queue.delete(pod);
    this.unschedulable.delete(pod);
    this.waitingFor.delete(pod);
    if (info !== undefined) this.release(pod, info);
  }

  place(nowUs: number, budgets: readonly DisruptionBudget[]): readonly PlacementResult[] {
    const results: PlacementResult[] = [];
    let told = false;
    /** What failed in this pass for a template fails for all its pods: placing others only takes room away. */
    const failed = new Map<object, ReadonlySet<string>>();
    for (let pod = this.queue.take(); pod !== undefined; pod = this.queue.take()) {
      const info = this.infos.get(pod);
      if (info === undefined) continue;
      if (!told) this.tell(budgets);
      told = true;
      const known = failed.get(pod.spec);
      if (known !== undefined) this.unschedulable.set(pod, known);
      if (known !== undefined && this.reported.has(pod)) continue;
      const placement = known === undefined ? this.scheduler.schedule(info) : { node: null, rejectedBy: known, preemption: null };
      if (placement.node !== null) results.push(this.bound(pod, info, placement.node, nowUs));
      else {
        const nominated = placement.preemption?.nominated ?? null;
        if (nominated === null && !SPREADING.some((plugin) => placement.rejectedBy.has(plugin))) failed.set(pod.spec, placement.rejectedBy);
        const result = this.notPlaced(pod, info, placement);
        if (nominated !== null || !this.reported.has(pod)) results.push(result);
        this.reported.add(pod);
      }
      // Victims leave before the next pod is looked at.
      if (placement.preemption?.nominated) break;
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

  private bound(pod: PodRecord, info: PodInfo, node: string, nowUs: number): PlacementResult {
    this.scheduler.bind(info, node);
    info.startTime = nowUs / MICROSECONDS_PER_MS;
    this.unschedulable.delete(pod);
    if (this.unschedulable.size > 0) this.retry((rejectedBy) => SPREADING.some((plugin) => rejectedBy.has(plugin)));
    return { kind: 'bound', pod: pod.id, node: this.nodeIds.get(node) ?? -1 };
  }

  private notPlaced(pod: PodRecord, info: PodInfo, placement: Pick<Placement, 'rejectedBy' | 'preemption'>): PlacementResult {
    const { preemption } = placement;
    this.unschedulable.set(pod, placement.rejectedBy);
    const victims = (preemption?.victims ?? []).flatMap((victim) => this.records.get(victim) ?? []);
    const nominated = preemption?.nominated ?? null;
    if (nominated !== null) {
      this.scheduler.cluster.nominate(info, nominated);
      this.waitingFor.set(pod, new Set(victims));
    }
    return {
      kind: 'unschedulable',
      pod: pod.id,
      message: `0/${this.nodeIds.size} nodes are available${placement.rejectedBy.size > 0 ? `: ${[...placement.rejectedBy].join(', ')}` : ''}`,
      nominated: nominated === null ? null : (this.nodeIds.get(nominated) ?? null),
      victims: victims.map((victim) => victim.id),
    };
  }

  private release(pod: PodRecord, info: PodInfo): void {
    this.scheduler.remove(info);
    this.infos.delete(pod);
    this.records.delete(info);
    for (const [preemptor, victims] of this.waitingFor) {
      if (victims.delete(pod) && victims.size === 0) this.waitingFor.delete(preemptor);
    }
    if (pod.node !== null) this.retry(() => true);
  }

  private retry(mayFit: (rejectedBy: ReadonlySet<string>) => boolean): void {
    for (const [pod, rejectedBy] of this.unschedulable) {
      if (this.waitingFor.has(pod) || !mayFit(rejectedBy)) continue;
      this.unschedulable.delete(pod);
      this.queue.add(pod);
    }
  }
}
