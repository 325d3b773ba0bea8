import type { Service } from 'kubernetes-types/core/v1';
import { KubernetesControlPlane, type KubernetesControlPlaneOptions } from './control-plane/kubernetes-control-plane.js';
import { SchedulerPlacer } from './control-plane/scheduler-placer.js';
import { createScheduler } from './scheduler/index.js';

export type { KubernetesObject } from './control-plane/kubernetes-object.js';
export { KubernetesControlPlane, type KubernetesControlPlaneOptions } from './control-plane/kubernetes-control-plane.js';
export type { PlacementResult, PodPlacer } from './control-plane/pod-placer.js';

export interface KubernetesEntryOptions extends KubernetesControlPlaneOptions {
  /** A KubeSchedulerConfiguration as parsed; undefined or null is the default profile. */
  readonly schedulerConfiguration?: unknown;
}

/** Controllers and scheduler of Kubernetes over the objects of one entry. */
export function createKubernetesControlPlane(options: KubernetesEntryOptions): KubernetesControlPlane {
  const scheduler = createScheduler({ configuration: options.schedulerConfiguration ?? {}, seed: options.seed });
  scheduler.setServices(options.objects.filter((object) => object.kind === 'Service') as Service[]);
  return new KubernetesControlPlane(options, new SchedulerPlacer(scheduler));
}
