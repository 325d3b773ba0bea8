import { type DeletionCandidate, deletionOrder, rankPodsForDeletion } from '#core/orchestrator/kubernetes';
import type { RecordedPod, RecordedRun } from './recording.js';

/** A ReplicaSet that shrank right after a snapshot: what went, and what our ranking takes from the same pods. */
export interface Shrinking {
  readonly set: string;
  readonly recorded: readonly RecordedPod[];
  readonly ours: readonly RecordedPod[];
  /** All that the ranking looks at but the uid, which decides between pods that are as good as equal. */
  readonly alike: (pod: RecordedPod) => string;
}

const costOf = (pod: RecordedPod): number => Number(Object.entries(pod).find(([key]) => /cost/i.test(key))?.[1] ?? 0);

export function shrinkings(run: RecordedRun): readonly Shrinking[] {
  const before = run.snapshots[0]?.pods ?? [];
  const first = run.events.find((event) => event.kind === 'rs-scaled') as { rs?: string; from?: number; to?: number; t: number; seg: number } | undefined;
  if (first?.rs === undefined || first.seg !== 0 || (first.to ?? 0) >= (first.from ?? 0)) return [];
  const pods = before.filter((pod) => pod.owner === first.rs);
  if (pods.length === 0) return [];
  const gone = new Set(run.events.filter((event) => event.kind === 'pod-terminating' && event.owner === first.rs && event.seg === 0).map((event) => event.pod));
  const nowUs = (100_000 + first.t + run.t0PhaseMs) * 1000;
  const second = (ms: number) => Math.round((100_000 + ms + run.t0PhaseMs) / 1000);
  const onNode = (node: string | null) => pods.filter((pod) => pod.node === node).length;
  const candidate = (pod: RecordedPod): DeletionCandidate => ({
    assigned: pod.node !== null && pod.node !== '',
    phase: pod.phase === 'Pending' ? 'Pending' : 'Running',
    ready: pod.ready,
    cost: costOf(pod),
    colocated: onNode(pod.node),
    readySecond: pod.ready && pod.readySince !== null ? second(pod.readySince) : null,
    createdSecond: second(pod.created),
    restarts: 0,
    uid: pod.uidRank,
  });
  const ours = rankPodsForDeletion(pods, (first.from ?? 0) - (first.to ?? 0), candidate, nowUs);
  // Pods are alike when the ranking without uids finds neither before the other.
  const classes = [...pods].map((pod) => ({ pod, as: { ...candidate(pod), uid: 0 } }));
  const alike = (pod: RecordedPod): string => {
    const own = classes.find((one) => one.pod.pod === pod.pod)?.as;
    if (own === undefined) return pod.pod;
    return classes
      .filter(({ as }) => deletionOrder(own, as, nowUs) === 0)
      .map((one) => one.pod.pod)
      .sort()
      .join(' ');
  };
  return [{ set: first.rs, recorded: pods.filter((pod) => gone.has(pod.pod)), ours, alike }];
}
