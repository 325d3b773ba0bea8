import type { Container } from 'kubernetes-types/core/v1';
import type { PodSpecObject } from '../objects/api-objects.js';
import { quantities } from './amounts.js';

type Sums = Map<string, number>;
type Quantities = ReadonlyMap<string, number>;

const NONE: Quantities = new Map();

/** What a container that asks for nothing is counted with where idle room is compared: 100m and 200Mi. */
export const ASSUMED_CPU = 100;
export const ASSUMED_MEMORY = 200 * 1024 * 1024;
const ASSUMED: Quantities = new Map([
  ['cpu', ASSUMED_CPU],
  ['memory', ASSUMED_MEMORY],
]);

function add(into: Sums, more: Quantities): Sums {
  for (const [name, value] of more) into.set(name, (into.get(name) ?? 0) + value);
  return into;
}

function raise(into: Sums, floor: Quantities): Sums {
  for (const [name, value] of floor) if (value > (into.get(name) ?? -1)) into.set(name, value);
  return into;
}

function asked(container: Container, missing: Quantities): Sums {
  const own = quantities(container.resources?.requests);
  for (const [name, value] of missing) if (!own.has(name)) own.set(name, value);
  return own;
}

export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

const isPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

/** Containers and sidecars together, or the hungriest step of the init sequence (an init container runs beside the sidecars started before it). */
function ofContainers(spec: PodSpecObject, missing: Quantities): Sums {
  const total: Sums = new Map();
  for (const container of spec.containers ?? []) add(total, asked(container, missing));
  const sidecars: Sums = new Map();
  const atInit: Sums = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = asked(container, missing);
    raise(atInit, isSidecar(container) ? add(sidecars, own) : add(new Map(sidecars), own));
  }
  return raise(add(total, sidecars), atInit);
}

/** With pod-level limits the API server fills in the requests that are missing: what the containers add up to, or else the limit. */
function podLevelRequests(spec: PodSpecObject): Quantities {
  if (!spec.resources) return NONE;
  const own = new Map([...quantities(spec.resources?.requests)].filter(([name]) => isPodLevel(name)));
  const limits = quantities(spec.resources?.limits);
  if (limits.size === 0) return own;
  const containers = ofContainers(spec, NONE);
  for (const name of ['cpu', 'memory']) if (!own.has(name) && containers.has(name)) own.set(name, containers.get(name) as number);
  for (const [name, value] of limits) if (!own.has(name) && isPodLevel(name)) own.set(name, value);
  return own;
}

export interface PodRequests {
  /** What must fit. */
  readonly plain: Quantities;
  /** What a running pod counts with where idle room is compared. */
  readonly assumed: Quantities;
  /** What the pod in question counts with there: its containers alone, as Kubernetes 1.36 has it, whatever is asked at pod level. */
  readonly compared: Quantities;
}

/** Pod-level requests override what the containers add up to; the overhead comes on top. */
export function podRequests(spec: PodSpecObject): PodRequests {
  const podLevel = podLevelRequests(spec);
  const overhead = spec.overhead ? quantities(spec.overhead) : NONE;
  const whole = (sums: Sums, override: Quantities): Sums => {
    for (const [name, value] of override) sums.set(name, value);
    return add(sums, overhead);
  };
  const plain = whole(ofContainers(spec, NONE), podLevel);
  const compared = whole(ofContainers(spec, ASSUMED), NONE);
  if (podLevel.size === 0) return { plain, assumed: compared, compared };
  const missing = new Map([...ASSUMED].filter(([name]) => !plain.has(name)));
  return { plain, assumed: whole(ofContainers(spec, missing), podLevel), compared };
}
