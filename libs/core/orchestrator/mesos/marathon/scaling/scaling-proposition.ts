import { compareForKill, type KillCandidate, type KillSelection } from './kill-order.js';

export interface Scaling<T extends KillCandidate> {
  /** Instances that shall run; those that are unreachable and inactive are left out here. */
  readonly instances: readonly T[];
  /** To be killed in any case, where they are among the instances. */
  readonly sentenced: readonly T[];
  /** So many of these that constraints stay met. */
  readonly meetConstraints: (instances: readonly T[], count: number) => readonly T[];
  readonly scaleTo: number;
  readonly killSelection: KillSelection;
}

/** What to kill, in this order, and how many to start, so that `scaleTo` instances run. */
export function proposeScaling<T extends KillCandidate>(scaling: Scaling<T>): { readonly decommission: readonly T[]; readonly start: number } {
  const { sentenced, scaleTo, killSelection } = scaling;
  const instances = scaling.instances.filter((one) => one.condition !== 'UnreachableInactive');
  const condemned = new Set(sentenced);
  const doomed = sentenced.filter((one) => instances.includes(one));
  const others = instances.filter((one) => !condemned.has(one));
  const count = Math.max(instances.length - Math.max(0, scaleTo), doomed.length);
  const even = scaling.meetConstraints(others, count - doomed.length);
  const chosen = new Set(even);
  const rest = others.filter((one) => !chosen.has(one)).sort(compareForKill(killSelection));
  return { decommission: [...doomed, ...even, ...rest].slice(0, count), start: Math.max(0, scaleTo) - instances.length + count };
}
