import { allSets, type DeploymentView, type SetScale, type SetView, totalReplicas } from './deployment-view.js';

/** How much a set grows or shrinks when the whole Deployment does: its share of the old total, rounded half away from zero. */
export function replicaSetFraction(set: SetView, view: Pick<DeploymentView, 'replicas' | 'limits' | 'statusReplicas'>, annotated = set.maxReplicas): number {
  if (view.replicas === 0) return -set.replicas;
  const before = annotated === 0 ? view.statusReplicas : annotated;
  if (before === 0) return 0;
  return Math.round((set.replicas * (view.replicas + view.limits.surge)) / before) - set.replicas;
}

/** The single set that matters, when there is one: the only one with pods, or failing any, the newest. */
function activeOrLatest(view: DeploymentView): SetView | null {
  const active = allSets(view).filter((set) => set.replicas > 0);
  if (active.length > 1) return null;
  return active[0] ?? view.newSet ?? view.oldSets.at(-1) ?? null;
}

function isSaturated(set: SetView | null, replicas: number): boolean {
  return set !== null && set.replicas === replicas && set.desiredReplicas === replicas && set.available === replicas;
}

/** Scales without rolling: all sets in proportion, so that the risk of a half-done rollout stays what it was. */
export function proportionalScale(view: DeploymentView): readonly SetScale[] {
  const only = activeOrLatest(view);
  if (only !== null) return [{ age: only.age, replicas: view.replicas }];
  if (isSaturated(view.newSet, view.replicas)) return view.oldSets.filter((set) => set.replicas > 0).map(({ age }) => ({ age, replicas: 0 }));
  if (!view.rolling) return [];
  const active = allSets(view).filter((set) => set.replicas > 0);
  const allowed = view.replicas > 0 ? view.replicas + view.limits.surge : 0;
  const toAdd = allowed - totalReplicas(active);
  const bySize = [...active].sort((a, b) => b.replicas - a.replicas || (toAdd > 0 ? b.age - a.age : a.age - b.age));
  let added = 0;
  const sizes = bySize.map((set) => {
    const share = toAdd === 0 || toAdd === added ? 0 : replicaSetFraction(set, view);
    const bounded = toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
    added += toAdd === 0 ? 0 : bounded;
    return { age: set.age, replicas: set.replicas + (toAdd === 0 ? 0 : bounded) };
  });
  return sizes.map((size, i) => (i === 0 && toAdd !== 0 ? { ...size, replicas: Math.max(0, size.replicas + toAdd - added) } : size));
}
