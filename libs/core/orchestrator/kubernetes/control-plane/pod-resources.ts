import type { Resources } from '#core/cluster';
import { quantityMilli, quantityValue } from '#core/units';
import type { Container, PodSpec, ResourceRequirements } from 'kubernetes-types/core/v1';

type Amounts = Map<string, number>;

function amount(resource: string, quantity: string): number {
  return (resource === 'cpu' ? quantityMilli(quantity) : quantityValue(quantity)) ?? 0;
}

function amounts(list: Readonly<Record<string, string>> | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, quantity]) => [name, amount(name, quantity)]));
}

/** Limits fill in for requests that are not given, as the API server does. */
export function withDefaultedRequests<T extends { readonly resources?: ResourceRequirements }>(container: T): T {
  const { limits, requests } = container.resources ?? {};
  return limits === undefined ? container : { ...container, resources: { ...container.resources, requests: { ...limits, ...requests } } };
}

function add(into: Amounts, more: Amounts): Amounts {
  for (const [name, value] of more) into.set(name, (into.get(name) ?? 0) + value);
  return into;
}

function raise(into: Amounts, floor: Amounts): Amounts {
  for (const [name, value] of floor) into.set(name, Math.max(into.get(name) ?? 0, value));
  return into;
}

const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

/** Sum of the containers and sidecars, or the most that one step of the init sequence needs, plus the overhead. */
export function podRequests(spec: PodSpec): Resources {
  const sidecars: Amounts = new Map();
  const atInit: Amounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = amounts(container.resources?.requests);
    if (isSidecar(container)) raise(atInit, add(sidecars, own));
    else raise(atInit, add(new Map(sidecars), own));
  }
  const running = new Map(sidecars);
  for (const container of spec.containers) add(running, amounts(container.resources?.requests));
  const total = add(raise(running, atInit), amounts(spec.overhead));
  const podLevel = (spec as { resources?: ResourceRequirements }).resources;
  for (const [name, value] of amounts(podLevel?.requests ?? podLevel?.limits)) total.set(name, value);
  const { cpu = 0, memory = 0, ...extended } = Object.fromEntries(total);
  return { cpuMilli: cpu, memoryBytes: memory, extended };
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
