import type { Container, PodSpec } from 'kubernetes-types/core/v1';
import type { PodObject, PodSpecObject, PriorityClassObject } from './api-objects.js';

function withRequests<T extends Pick<Container, 'resources'>>(holder: T): T {
  const { limits, requests } = holder.resources ?? {};
  return limits ? { ...holder, resources: { ...holder.resources, requests: { ...limits, ...requests } } } : holder;
}

/** On the host's network every port is one of the host. */
function withHostPorts(container: Container): Container {
  if (!container.ports) return container;
  return { ...container, ports: container.ports.map((port) => (port.hostPort ? port : { ...port, hostPort: port.containerPort })) };
}

/** Priority classes that every cluster has. */
export const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 };

function priorityOf(spec: PodSpecObject, classes: readonly PriorityClassObject[]): Pick<PodSpec, 'priority' | 'preemptionPolicy'> {
  if (spec.priority !== undefined && spec.priority !== null) return {};
  const named = classes.find((c) => (spec.priorityClassName ? c.metadata?.name === spec.priorityClassName : c.globalDefault === true));
  const policy = spec.preemptionPolicy ?? named?.preemptionPolicy;
  return { priority: named?.value ?? SYSTEM_PRIORITIES[spec.priorityClassName ?? ''] ?? 0, ...(policy ? { preemptionPolicy: policy } : {}) };
}

/** What the API server fills in before the scheduler sees a pod: requests from limits, ports of the host, priority from its class. */
export function admitPod(pod: PodObject, classes: readonly PriorityClassObject[]): PodObject {
  const { spec } = pod;
  if (!spec) return pod;
  const admitted = (container: Container): Container => withRequests(spec.hostNetwork ? withHostPorts(container) : container);
  const containers = spec.containers?.map(admitted);
  const initContainers = spec.initContainers?.map(admitted);
  return { ...pod, spec: { ...spec, ...(containers ? { containers } : {}), ...(initContainers ? { initContainers } : {}), ...priorityOf(spec, classes) } };
}
