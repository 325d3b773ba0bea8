import type { Resources } from '#core/cluster';
import { quantityMilli, quantityValue } from '#core/units';
import type { Container, PodSpec, ResourceRequirements } from 'kubernetes-types/core/v1';
import type { PodSpecObject } from '../scheduler/objects/api-objects.js';
import { isSidecar, podRequests } from '../scheduler/snapshot/pod-requests.js';

function amount(resource: string, quantity: string): number {
  return (resource === 'cpu' ? quantityMilli(quantity) : quantityValue(quantity)) ?? 0;
}

/** Limits fill in for requests that are not given, as the API server does. */
export function withDefaultedRequests<T extends { readonly resources?: ResourceRequirements }>(container: T): T {
  const { limits, requests } = container.resources ?? {};
  return limits === undefined ? container : { ...container, resources: { ...container.resources, requests: { ...limits, ...requests } } };
}

/** As the scheduler counts the pod. */
export function podResources(spec: PodSpec): Resources {
  const { cpu = 0, memory = 0, ...extended } = Object.fromEntries(podRequests(spec as PodSpecObject).plain);
  return { cpuMilli: cpu, memoryBytes: memory, extended };
}

/** Thousandths that a container asks for; null where it says nothing, which is not the same as 0. */
export interface Asked {
  readonly name: string;
  readonly cpu: number | null;
  readonly memory: number | null;
}

function askedOf({ name, resources }: Container): Asked {
  const { cpu, memory } = resources?.requests ?? {};
  return { name, cpu: cpu === undefined ? null : (quantityMilli(cpu) ?? null), memory: memory === undefined ? null : (quantityMilli(memory) ?? null) };
}

/** Of all that run as long as the pod: containers, then sidecars. */
export const askedByContainers = (spec: PodSpec): readonly Asked[] => [...spec.containers, ...(spec.initContainers ?? []).filter(isSidecar)].map(askedOf);

/** Null when nothing is asked at pod level. */
export function askedAtPodLevel(spec: PodSpec): Asked | null {
  const { resources } = spec as { resources?: ResourceRequirements };
  if (Object.keys(resources?.requests ?? {}).length === 0 && Object.keys(resources?.limits ?? {}).length === 0) return null;
  const { plain } = podRequests(spec as PodSpecObject);
  const memory = plain.get('memory');
  return { name: '', cpu: plain.get('cpu') ?? null, memory: memory === undefined ? null : memory * 1000 };
}

/** The sum of the containers' limits; null as soon as one of them has none. */
export function podLimit(spec: PodSpec, resource: 'cpu' | 'memory'): number | null {
  const podLevel = (spec as { resources?: ResourceRequirements }).resources?.limits?.[resource];
  if (podLevel !== undefined) return amount(resource, podLevel);
  let total = 0;
  for (const container of spec.containers) {
    const limit = container.resources?.limits?.[resource];
    if (limit === undefined) return null;
    total += amount(resource, limit);
  }
  return total;
}
