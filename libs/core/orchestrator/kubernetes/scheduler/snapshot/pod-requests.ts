import type { Container } from 'kubernetes-types/core/v1';
import type { PodSpecObject } from '../objects/api-objects.js';
import { quantities } from './amounts.js';

type Sums = Map<string, number>;

/** What a container that asks for nothing is counted with where idle room is compared: 100m and 200Mi. */
const ASSUMED: ReadonlyMap<string, number> = new Map([
  ['cpu', 100],
  ['memory', 200 * 1024 * 1024],
]);

function add(into: Sums, more: ReadonlyMap<string, number>): Sums {
  for (const [name, value] of more) into.set(name, (into.get(name) ?? 0) + value);
  return into;
}

function raise(into: Sums, floor: ReadonlyMap<string, number>): Sums {
  for (const [name, value] of floor) if (value > (into.get(name) ?? -1)) into.set(name, value);
  return into;
}

function asked(container: Container, assume: boolean): Sums {
  const own = quantities(container.resources?.requests);
  if (assume) for (const [name, value] of ASSUMED) if (!own.has(name)) own.set(name, value);
  return own;
}

export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

const isPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

/**
 * Containers and sidecars together, or the hungriest step of the init sequence (an init container runs beside the
 * sidecars started before it), plus the overhead. Pod-level requests override what the containers add up to.
 */
export function podRequests(spec: PodSpecObject, assume: boolean): Sums {
  const total: Sums = new Map();
  for (const container of spec.containers ?? []) add(total, asked(container, assume));
  const sidecars: Sums = new Map();
  const atInit: Sums = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = asked(container, assume);
    raise(atInit, isSidecar(container) ? add(sidecars, own) : add(new Map(sidecars), own));
  }
  raise(add(total, sidecars), atInit);
  for (const [name, value] of quantities(spec.resources?.requests)) if (isPodLevel(name)) total.set(name, value);
  return add(total, quantities(spec.overhead));
}
