import type { DisruptionBudgetObject, PodObject, ReplicaSetObject } from '../objects/api-objects.js';
import { labelsOf } from '../objects/labels.js';
import { labelSelector } from '../selectors/label-selector.js';

const share = (value: number | string | undefined, of: number): number =>
  typeof value === 'string' && value.endsWith('%') ? Math.ceil((Number.parseInt(value, 10) * of) / 100) : Number(value ?? 0);

const namespaceOf = ({ metadata }: Pick<PodObject, 'metadata'>): string => metadata?.namespace || 'default';

/** A pod that says nothing of its conditions, as people write them by hand, is taken to be well when it has a node. */
function isHealthy({ metadata, spec, status }: PodObject): boolean {
  if (metadata?.deletionTimestamp || !spec?.nodeName) return false;
  const ready = status?.conditions?.find((c) => c.type === 'Ready');
  return ready === undefined || ready.status === 'True';
}

interface Scaled extends Pick<ReplicaSetObject, 'metadata'> {
  readonly spec?: { readonly replicas?: number | undefined };
}

/** How many pods there should be: what their owners ask for; pods without an owner that is in the picture count themselves. */
function expectedPods(pods: readonly PodObject[], owners: ReadonlyMap<string, Scaled>): number {
  const asked = new Map<string, number>();
  let alone = 0;
  for (const pod of pods) {
    const owner = pod.metadata?.ownerReferences?.find((o) => o.controller === true);
    const key = `${owner?.kind}/${namespaceOf(pod)}/${owner?.name}`;
    const found = owners.get(key);
    if (found === undefined) alone++;
    else asked.set(key, found.spec?.replicas ?? 1);
  }
  return [...asked.values()].reduce((sum, replicas) => sum + replicas, alone);
}

/** A budget whose status is not in the snapshot gets the one that the disruption controller would write. */
export function budgetNow(budget: DisruptionBudgetObject, pods: readonly PodObject[], owners: ReadonlyMap<string, Scaled>): DisruptionBudgetObject {
  if (budget.status?.disruptionsAllowed !== undefined) return budget;
  const selector = labelSelector(budget.spec?.selector);
  const covered = pods.filter((pod) => namespaceOf(pod) === namespaceOf(budget) && selector.matches(labelsOf(pod.metadata?.labels)));
  const { minAvailable, maxUnavailable } = budget.spec ?? {};
  const ofOwners = maxUnavailable !== undefined || typeof minAvailable === 'string';
  const expected = ofOwners ? expectedPods(covered, owners) : covered.length;
  const desired = maxUnavailable !== undefined ? Math.max(0, expected - share(maxUnavailable, expected)) : share(minAvailable, expected);
  const healthy = covered.filter(isHealthy).length;
  const disruptionsAllowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
  return { ...budget, status: { ...budget.status, disruptionsAllowed } as NonNullable<DisruptionBudgetObject['status']> };
}

export function ownersByKey(kinds: Readonly<Record<string, readonly Scaled[]>>): ReadonlyMap<string, Scaled> {
  return new Map(Object.entries(kinds).flatMap(([kind, list]) => list.map((o) => [`${kind}/${namespaceOf(o)}/${o.metadata?.name}`, o] as const)));
}
