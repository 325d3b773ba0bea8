import type { SchedulerOptions } from '../configuration/scheduler-options.js';
import type { ExplainedPlacement } from '../cycle/placement.js';
import { admitPod } from '../objects/admit-pod.js';
import type { PodObject } from '../objects/api-objects.js';
import { Scheduler } from '../scheduler.js';
import type { PodInfo } from '../snapshot/pod-info.js';
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

const GATED = { best: [], nodes: [], nominated: null, victims: [], message: 'Scheduling is blocked due to non-empty scheduling gates' };

const isOver = (pod: PodObject): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

function prepared(documents: SnapshotDocuments, options: SchedulerOptions): Scheduler {
  const [configuration] = documents.of('KubeSchedulerConfiguration');
  const scheduler = new Scheduler(configuration === undefined ? options : { ...options, configuration });
  for (const node of documents.of('Node')) scheduler.addNode(node);
  scheduler.setNamespaces(documents.of('Namespace'));
  scheduler.setServices(documents.of('Service'));
  scheduler.setReplicaSets(documents.of('ReplicaSet'));
  scheduler.setStatefulSets(documents.of('StatefulSet'));
  scheduler.setReplicationControllers(documents.of('ReplicationController'));
  scheduler.setDisruptionBudgets(documents.of('PodDisruptionBudget'));
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
  for (const pod of living) if (pod.spec?.nodeName && known.has(pod.spec.nodeName)) scheduler.bind(scheduler.pod(pod), pod.spec.nodeName);
  const pending = living.filter((p) => !p.spec?.nodeName).map((p) => ({ raw: p, pod: scheduler.pod(p) }));
  for (const { pod } of pending) if (pod.nominatedNode !== null) scheduler.nominate(pod, pod.nominatedNode);
  return { pods: pending.map(({ raw, pod }) => decide(scheduler, raw, pod, order)) };
}

function decide(scheduler: Scheduler, raw: PodObject, pod: PodInfo, order: readonly string[]): ExplainedPod {
  const gates = (raw.spec as { schedulingGates?: unknown[] } | undefined)?.schedulingGates ?? [];
  if (gates.length > 0) return { pod: pod.key, node: null, ...GATED };
  const placement = scheduler.explain(pod);
  if (placement.node !== null) scheduler.bind(pod, placement.node);
  else if (placement.preemption?.nominated) scheduler.nominate(pod, placement.preemption.nominated);
  return explainedPod(pod, placement, order);
}
