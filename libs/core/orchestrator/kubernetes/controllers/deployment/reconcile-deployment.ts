import { allSets, type DeploymentView, type SetScale, type SetView, totalReplicas } from './deployment-view.js';
import { proportionalScale } from './proportional-scale.js';
import type { RolloutLimits } from './rollout-limits.js';

/** How large the new set may be now: what the surge leaves, at most all of it. */
export function newSetReplicas(replicas: number, rolling: boolean, limits: RolloutLimits, newReplicas: number, total: number): number {
  if (!rolling) return replicas;
  const room = replicas + limits.surge - total;
  return room <= 0 ? newReplicas : newReplicas + Math.min(room, replicas - newReplicas);
}

/** Pods of old sets that are not available go first, oldest set first; at most `most`. */
export function cleanupUnhealthyReplicas(oldSets: readonly SetView[], most: number): { readonly sets: SetView[]; readonly cleaned: number } {
  let cleaned = 0;
  const sets = oldSets.map((set) => {
    const away = Math.max(0, Math.min(most - cleaned, set.replicas - set.available));
    cleaned += away;
    return { ...set, replicas: set.replicas - away };
  });
  return { sets, cleaned };
}

/** Then as many available ones as the rollout may lose, oldest set first. */
export function scaleDownOldSets(sets: readonly SetView[], available: number, minAvailable: number): { readonly sets: SetView[]; readonly scaledDown: number } {
  let left = Math.max(0, available - minAvailable);
  const budget = left;
  const smaller = sets.map((set) => {
    const away = Math.min(set.replicas, left);
    left -= away;
    return { ...set, replicas: set.replicas - away };
  });
  return { sets: smaller, scaledDown: budget - left };
}

function reconcileNew(view: DeploymentView, newSet: SetView): readonly SetScale[] {
  if (newSet.replicas === view.replicas) return [];
  if (newSet.replicas > view.replicas) return [{ age: newSet.age, replicas: view.replicas }];
  const replicas = newSetReplicas(view.replicas, true, view.limits, newSet.replicas, totalReplicas(allSets(view)));
  return replicas === newSet.replicas ? [] : [{ age: newSet.age, replicas }];
}

/** The sizes of the old sets after one sync of a rolling update. */
export function reconcileOld(view: DeploymentView, newSet: SetView): readonly SetScale[] {
  const old = view.oldSets.filter((set) => set.replicas > 0);
  if (old.length === 0) return [];
  const minAvailable = view.replicas - view.limits.unavailable;
  const most = totalReplicas(old) + newSet.replicas - minAvailable - (newSet.replicas - newSet.available);
  if (most <= 0) return [];
  const { sets } = cleanupUnhealthyReplicas(old, most);
  const available = old.reduce((sum, set) => sum + set.available, newSet.available);
  const after = scaleDownOldSets(sets, available, minAvailable).sets;
  return after.filter((set, i) => set.replicas !== old[i]?.replicas).map(({ age, replicas }) => ({ age, replicas }));
}

function recreate(view: DeploymentView, newSet: SetView | null): readonly SetScale[] | 'create-new-set' {
  const old = view.oldSets.filter((set) => set.replicas > 0);
  if (old.length > 0) return old.map(({ age }) => ({ age, replicas: 0 }));
  if (view.oldPodsRunning) return [];
  if (newSet === null) return 'create-new-set';
  return newSet.replicas === view.replicas ? [] : [{ age: newSet.age, replicas: view.replicas }];
}

const wasResized = (view: DeploymentView): boolean =>
  allSets(view).some((set) => set.replicas > 0 && set.desiredReplicas !== null && set.desiredReplicas !== view.replicas);

/** One sync of the deployment controller. It is called again until it wants nothing more. */
export function reconcileDeployment(view: DeploymentView): readonly SetScale[] | 'create-new-set' {
  if (view.paused || wasResized(view)) return proportionalScale(view);
  if (!view.rolling) return recreate(view, view.newSet);
  if (view.newSet === null) return 'create-new-set';
  const grown = reconcileNew(view, view.newSet);
  return grown.length > 0 ? grown : reconcileOld(view, view.newSet);
}
