import type { Entry, KubernetesObject } from '#core/entry';
import type { ControlPlane } from '#core/orchestrator';
import { KubernetesControlPlane } from '#core/orchestrator/kubernetes';

type Scalable = Extract<KubernetesObject, { kind?: 'Deployment' | 'StatefulSet' | 'ReplicaSet' }>;

/** What `kubectl scale` does to the workload that runs an application; null for control planes that take no orders while they run. */
export function scalerOf(entry: Entry, controlPlane: ControlPlane): ((app: string, replicas: number) => void) | null {
  if (entry.division !== 'kubernetes' || !(controlPlane instanceof KubernetesControlPlane)) return null;
  return (app, replicas) => {
    for (const object of entry.objects) {
      if (runs(object, app)) controlPlane.apply({ ...object, spec: { ...object.spec, replicas } } as KubernetesObject);
    }
  };
}

function runs(object: KubernetesObject, app: string): object is Scalable {
  if (object.kind !== 'Deployment' && object.kind !== 'StatefulSet' && object.kind !== 'ReplicaSet') return false;
  const containers = (object as Scalable).spec?.template?.spec?.containers ?? [];
  return containers.some(({ image }) => image === `regatta/${app}` || image?.startsWith(`regatta/${app}:`) === true);
}
