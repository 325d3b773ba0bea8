/** What decides which pods of a ReplicaSet go first. Times in whole seconds; null where there is none. */
export interface DeletionCandidate {
  readonly assigned: boolean;
  readonly phase: 'Pending' | 'Unknown' | 'Running';
  readonly ready: boolean;
  readonly cost: number;
  /** Active pods of the same Deployment on the same node, counted once before anything is deleted. */
  readonly colocated: number;
  readonly readySecond: number | null;
  readonly createdSecond: number | null;
  readonly restarts: number;
  readonly uid: number | string;
}

const PHASE_ORDER: Readonly<Record<DeletionCandidate['phase'], number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** floor(log2(age in ns)), -1 for no age: pods of about the same age are as good as equal. */
function ageBucket(second: number, nowUs: number): number {
  const ageUs = nowUs - second * 1_000_000;
  if (ageUs <= 0) return -1;
  let bucket = 0;
  for (let rest = ageUs * 1000; rest >= 2; rest /= 2) bucket++;
  return bucket;
}

/** Younger first, by bucket; within one bucket by uid. No time at all comes before any. */
function byAge(a: number | null, b: number | null, uids: () => number, nowUs: number): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return ageBucket(a, nowUs) - ageBucket(b, nowUs) || uids();
}

/** Below 0 when `a` is deleted before `b`. */
export function deletionOrder(a: DeletionCandidate, b: DeletionCandidate, nowUs: number): number {
  if (a.assigned !== b.assigned) return a.assigned ? 1 : -1;
  if (a.phase !== b.phase) return PHASE_ORDER[a.phase] - PHASE_ORDER[b.phase];
  if (a.ready !== b.ready) return a.ready ? 1 : -1;
  if (a.cost !== b.cost) return a.cost - b.cost;
  if (a.colocated !== b.colocated) return b.colocated - a.colocated;
  const uids = () => (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0);
  const ready = a.ready && b.ready ? byAge(a.readySecond, b.readySecond, uids, nowUs) : 0;
  if (ready !== 0) return ready;
  if (a.restarts !== b.restarts) return b.restarts - a.restarts;
  return byAge(a.createdSecond, b.createdSecond, uids, nowUs);
}

/** The first `count` in order of deletion. */
export function rankPodsForDeletion<T>(pods: readonly T[], count: number, describe: (pod: T) => DeletionCandidate, nowUs: number): T[] {
  if (count >= pods.length) return [...pods];
  const ranked = pods.map((pod) => ({ pod, as: describe(pod) }));
  if (count === 1) return [ranked.reduce((first, next) => (deletionOrder(next.as, first.as, nowUs) < 0 ? next : first)).pod];
  return ranked
    .sort((a, b) => deletionOrder(a.as, b.as, nowUs))
    .slice(0, count)
    .map((one) => one.pod);
}
