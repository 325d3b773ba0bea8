/** A Deployment, StatefulSet, DaemonSet or ReplicaSet, as far as it is read here. */
export interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly generation?: number };
  readonly spec?: { readonly replicas?: number; readonly template?: unknown };
  readonly status?: Readonly<Record<string, unknown>>;
}

/** Whether all of what is asked for is there and nothing of what was before, as `kubectl rollout status` sees it (kubectl/pkg/polymorphichelpers/rollout_status.go). */
export function isRolledOut({ kind, metadata, spec, status = {} }: Workload): boolean {
  const count = (field: string): number => Number(status[field] ?? 0);
  if (count('observedGeneration') < (metadata.generation ?? 1)) return false;
  const wanted = spec?.replicas ?? 1;
  switch (kind) {
    case 'Deployment': {
      const updated = count('updatedReplicas');
      return updated >= wanted && count('replicas') <= updated && count('availableReplicas') >= updated;
    }
    case 'StatefulSet':
      return count('readyReplicas') >= wanted && status['updateRevision'] === status['currentRevision'];
    case 'DaemonSet': {
      const desired = count('desiredNumberScheduled');
      return count('updatedNumberScheduled') >= desired && count('numberAvailable') >= desired;
    }
    default:
      return count('readyReplicas') >= wanted;
  }
}
