import type { Container, PodSpec } from 'kubernetes-types/core/v1';
import type { PodObject, PodSpecObject, PriorityClassObject } from './api-objects.js';

function withRequests<T extends Pick<Container, 'resources'>>(holder: T): T {
  const { limits, requests } = holder.resources ?? {};
  return limits ? { ...holder, resources: { ...holder.resources, requests: { ...limits, ...requests } } } : holder;
}

function priorityOf(spec: PodSpecObject, classes: readonly PriorityClassObject[]): Pick<PodSpec, 'priority' | 'preemptionPolicy'> {
  if (spec.priority !== undefined && spec.priority !== null) return {};
  const named = classes.find((c) => (spec.priorityClassName ? c.metadata?.name === spec.priorityClassName : c.globalDefault === true));
  const builtIn = { 'system-cluster-critical': 2000000000, 'system-node-critical': 2000001000 }[spec.priorityClassName ?? ''];
  const policy = spec.preemptionPolicy ?? named?.preemptionPolicy;
  return { priority: named?.value ?? builtIn ?? 0, ...(policy ? { preemptionPolicy: policy } : {}) };
}

/** What the API server fills in before the scheduler sees a pod: requests from limits, priority from its class. */
export function admitPod(pod: PodObject, classes: readonly PriorityClassObject[]): PodObject {
  const { spec } = pod;
  if (!spec) return pod;
  const containers = spec.containers?.map(withRequests);
  const initContainers = spec.initContainers?.map(withRequests);
  const admitted: PodSpecObject = {
    ...withRequests(spec),
    ...(containers ? { containers } : {}),
    ...(initContainers ? { initContainers } : {}),
    ...priorityOf(spec, classes),
  };
  return { ...pod, spec: admitted };
}
