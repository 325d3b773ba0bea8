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

function scaleDown(view: StatefulSetView): StatefulSetStep | null {
  if (view.condemned.length === 0) return null;
  if (!view.ordered) return { create: [], delete: view.condemned.filter((pod) => pod.state !== 'terminating').map((pod) => pod.ordinal) };
  const [highest, ...others] = view.condemned;
  if (highest === undefined || highest.state === 'terminating') return NOTHING;
  // An unhealthy pod below holds the scale-down up, unless it is the one to go.
  const blocked = !highest.ready && others.some((pod) => !pod.ready);
  return blocked ? NOTHING : { create: [], delete: [highest.ordinal] };
}

function rollOn(view: StatefulSetView): StatefulSetStep {
  if (!view.rollingUpdate) return NOTHING;
  let unavailable = view.wanted.filter((pod) => pod.state !== 'present' || !pod.available).length;
  const gone: number[] = [];
  for (const pod of [...view.wanted].reverse()) {
    if (pod.ordinal < view.partition) break;
    const healthy = pod.state === 'present' && pod.available;
    if (pod.updated || pod.state === 'terminating') {
      if (!healthy && view.maxUnavailable === 1) break;
      continue;
    }
    if (healthy && unavailable >= view.maxUnavailable) break;
    gone.push(pod.ordinal);
    if (view.maxUnavailable === 1) break;
    if (healthy) unavailable++;
  }
  return { create: [], delete: gone };
}

/** One sync: fill gaps from below, then remove what is too much from above, then replace old revisions from above. */
export function reconcileStatefulSet(view: StatefulSetView): StatefulSetStep {
  return replace(view) ?? scaleDown(view) ?? rollOn(view);
}
