import type { SchedulerOptions } from '../configuration/scheduler-options.js';
import type { ExplainedPlacement } from '../cycle/placement.js';
import { admitNode } from '../objects/admit-node.js';
import { admitPod } from '../objects/admit-pod.js';
import type { PodObject } from '../objects/api-objects.js';
import { Scheduler } from '../scheduler.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import { budgetNow, ownersByKey } from './budget-now.js';
import { effectivePod } from './effective-requests.js';
import type { ExplainedNode, ExplainedPod, Explanation } from './explanation.js';
import { SnapshotDocuments } from './snapshot-documents.js';

function explainedNodes(placement: ExplainedPlacement, order: readonly string[]): ExplainedNode[] {
  const place = new Map(placement.feasibleNodes.map((n, i) => [n, i]));
  const columns = [...(placement.scores ?? [])];
  return order.flatMap((node): ExplainedNode[] => {
    const rejection = placement.rejections.get(node);
    if (rejection) return [{ node, filter: { plugin: rejection.plugin, code: rejection.code, reasons: rejection.reasons }, scores: {}, total: 0 }];
    const at = place.get(node);
    if (at === undefined) return [];
    const scores = Object.fromEntries(columns.map(([plugin, column]) => [plugin, column[at] as number]));
    return [{ node, filter: null, scores, total: placement.totals[at] ?? 0 }];
  });
}

function explainedPod(pod: PodInfo, placement: ExplainedPlacement, order: readonly string[]): ExplainedPod {
  return {
    pod: pod.key,
    node: placement.node,
    best: placement.ties,
    nodes: explainedNodes(placement, order),
    nominated: placement.preemption?.nominated ?? null,
    victims: (placement.preemption?.victims ?? []).map((v) => v.key),
    message: placement.message,
  };
}

const untried = (pod: PodInfo, message: string): ExplainedPod => ({ pod: pod.key, node: null, best: [], nodes: [], nominated: null, victims: [], message });

const isOver = (pod: PodObject): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

function setBudgets(scheduler: Scheduler, documents: SnapshotDocuments, pods: readonly PodObject[]): void {
  const kinds = ['ReplicaSet', 'StatefulSet', 'ReplicationController'] as const;
  const owners = ownersByKey(Object.fromEntries(kinds.map((kind) => [kind, documents.of(kind)])));
  scheduler.setDisruptionBudgets(documents.of('PodDisruptionBudget').map((budget) => budgetNow(budget, pods, owners)));
}

function prepared(documents: SnapshotDocuments, options: SchedulerOptions): Scheduler {
  const [configuration] = documents.of('KubeSchedulerConfiguration');
  const scheduler = new Scheduler(configuration === undefined ? options : { ...options, configuration });
  for (const node of documents.of('Node')) scheduler.addNode(admitNode(node));
  scheduler.setNamespaces(documents.of('Namespace'));
  scheduler.setServices(documents.of('Service'));
  scheduler.setReplicaSets(documents.of('ReplicaSet'));
  scheduler.setStatefulSets(documents.of('StatefulSet'));
  scheduler.setReplicationControllers(documents.of('ReplicationController'));
  return scheduler;
}

/**
 * Says for every pending pod of a snapshot, in order, where it goes and why; each is bound before the next is tried.
 * `documents` are parsed objects: what a multi-document file, a list of them or a `List` holds.
 */
export function explainSnapshot(documents: readonly unknown[], options: SchedulerOptions = {}): Explanation {
  const read = new SnapshotDocuments(documents);
  const scheduler = prepared(read, options);
  const order = read.of('Node').map((n) => n.metadata?.name ?? '');
  const known = new Set(order);
  const classes = read.of('PriorityClass');
  const living = read
    .of('Pod')
    .filter((p) => !isOver(p))
    .map((p) => admitPod(p, classes));
  setBudgets(scheduler, read, living);
  for (const pod of living) if (pod.spec?.nodeName && known.has(pod.spec.nodeName)) scheduler.bind(scheduler.pod(effectivePod(pod)), pod.spec.nodeName);
  const pending = living.filter((p) => !p.spec?.nodeName).map((p) => ({ raw: p, pod: scheduler.pod(p) }));
  for (const { pod } of pending) if (pod.nominatedNode !== null) scheduler.nominate(pod, pod.nominatedNode);
  return { pods: pending.map(({ raw, pod }) => decide(scheduler, raw, pod, order)) };
}

function makeRoom(scheduler: Scheduler, pod: PodInfo, node: string): void {
  for (const other of scheduler.promisedBelow(pod, node)) scheduler.nominate(other, null);
  scheduler.nominate(pod, node);
}

function decide(scheduler: Scheduler, raw: PodObject, pod: PodInfo, order: readonly string[]): ExplainedPod {
  const gates = (raw.spec as { schedulingGates?: unknown[] } | undefined)?.schedulingGates ?? [];
  if (gates.length > 0) return untried(pod, 'Scheduling is blocked due to non-empty scheduling gates');
  if (pod.terminating) return untried(pod, 'the pod is being deleted: it is not scheduled any more');
  if (!scheduler.responsibleFor(pod)) return untried(pod, `no profile is called "${pod.traits.schedulerName}": nobody schedules the pod`);
  const placement = scheduler.explain(pod);
  if (placement.node !== null) scheduler.bind(pod, placement.node);
  else if (placement.preemption?.nominated) makeRoom(scheduler, pod, placement.preemption.nominated);
  else if (!placement.preemption?.barred) scheduler.nominate(pod, null);
  return explainedPod(pod, placement, order);
}
