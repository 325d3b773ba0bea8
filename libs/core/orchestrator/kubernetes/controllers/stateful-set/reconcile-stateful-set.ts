/** One pod of a StatefulSet as the controller looks at it. */
export interface OrdinalView {
  readonly ordinal: number;
  /** Finished pods are replaced. */
  readonly state: 'missing' | 'ended' | 'terminating' | 'present';
  readonly pending: boolean;
  /** Running, ready, and for minReadySeconds. */
  readonly ready: boolean;
  readonly available: boolean;
  readonly updated: boolean;
}

export interface StatefulSetView {
  /** 0 … replicas-1 from the start ordinal on, missing ones included. */
  readonly wanted: readonly OrdinalView[];
  /** Beyond what is wanted, highest ordinal first. */
  readonly condemned: readonly OrdinalView[];
  readonly ordered: boolean;
  readonly rollingUpdate: boolean;
  /** So many of the wanted, from the lowest on, keep their revision. */
  readonly partition: number;
  readonly maxUnavailable: number;
}

export interface StatefulSetStep {
  readonly create: readonly number[];
  readonly delete: readonly number[];
}

const NOTHING: StatefulSetStep = { create: [], delete: [] };

function replace(view: StatefulSetView): StatefulSetStep | null {
  const create: number[] = [];
  for (const pod of view.wanted) {
    if (pod.state === 'missing' || pod.state === 'ended') {
      create.push(pod.ordinal);
      if (view.ordered) return { create, delete: [] };
    } else if (view.ordered && (pod.state === 'terminating' || !pod.ready || !pod.available)) return NOTHING;
  }
  return create.length > 0 ? { create, delete: [] } : null;
}

const isUnavailable = (pod: OrdinalView): boolean => pod.state !== 'present' || !pod.available;

function scaleDown(view: StatefulSetView): StatefulSetStep | null {
  const [highest, ...others] = view.condemned;
  if (highest === undefined) return null;
  if (highest.state === 'terminating') return NOTHING;
  // An unhealthy pod below holds the scale-down up, unless it is the one to go.
  const blocked = isUnavailable(highest) && others.some(isUnavailable);
  return blocked ? NOTHING : { create: [], delete: [highest.ordinal] };
}

/** Old pods that nobody is removing yet, highest first; those below the partition stay. */
const outdated = (view: StatefulSetView): readonly OrdinalView[] =>
  view.wanted.filter((pod, i) => i >= view.partition && !pod.updated && (pod.state === 'present' || pod.state === 'ended')).reverse();

/** As many as may be unavailable beside those that are. In parallel, what does not work anyway goes whatever the limit says. */
function rollOn(view: StatefulSetView): readonly number[] {
  if (!view.rollingUpdate) return [];
  const left = Math.max(0, view.maxUnavailable - view.wanted.filter(isUnavailable).length);
  const old = outdated(view);
  if (view.ordered) return old.slice(0, left).map((pod) => pod.ordinal);
  const broken = old.filter(isUnavailable);
  const working = old.filter((pod) => !isUnavailable(pod));
  return [...broken, ...working.slice(0, left)].map((pod) => pod.ordinal);
}

/** One sync: fill gaps from below, then remove what is too much from above, then replace old revisions from above. In parallel the last two are one. */
export function reconcileStatefulSet(view: StatefulSetView): StatefulSetStep {
  const filled = replace(view);
  if (filled !== null) return filled;
  if (view.ordered) return scaleDown(view) ?? { create: [], delete: rollOn(view) };
  const condemned = view.condemned.filter((pod) => pod.state !== 'terminating').map((pod) => pod.ordinal);
  return { create: [], delete: [...condemned, ...rollOn(view)] };
}
