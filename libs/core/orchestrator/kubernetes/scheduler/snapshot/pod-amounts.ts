import type { PodSpecObject } from '../objects/api-objects.js';
import { type Amounts, amountsOf, isScalar, NO_SCALARS, quantity, type ResourceList } from './amounts.js';
import { ASSUMED_CPU, ASSUMED_MEMORY, podRequests } from './pod-requests.js';

/** What a pod asks for, in the scheduler's amounts; see `PodRequests`. */
export interface RequestedAmounts {
  readonly requests: Amounts;
  readonly assumed: Amounts;
  readonly compared: Amounts;
}

const NONE: ResourceList = {};

export function requestsOf(spec: PodSpecObject): RequestedAmounts {
  const isPlain = !spec.resources && !spec.overhead && (spec.initContainers?.length ?? 0) === 0;
  return isPlain ? ofPlainContainers(spec) : carefully(spec);
}

/** The general way; `requestsOf` says the same. */
export function carefully(spec: PodSpecObject): RequestedAmounts {
  const { plain, assumed, compared } = podRequests(spec);
  return { requests: amountsOf(plain), assumed: amountsOf(assumed), compared: amountsOf(compared) };
}

/** Containers alone, which is what nearly all pods are: their sums, without going over maps. */
function ofPlainContainers({ containers }: PodSpecObject): RequestedAmounts {
  const requests: Amounts = { cpu: 0, memory: 0, ephemeral: 0, scalars: NO_SCALARS };
  let moreCpu = 0;
  let moreMemory = 0;
  for (const container of containers ?? []) {
    const list = (container.resources?.requests ?? NONE) as ResourceList;
    if (!('cpu' in list)) moreCpu += ASSUMED_CPU;
    if (!('memory' in list)) moreMemory += ASSUMED_MEMORY;
    for (const name in list) addTo(requests, name, quantity(name, list[name] as string | number));
  }
  if (moreCpu + moreMemory === 0) return { requests, assumed: requests, compared: requests };
  const assumed = { ...requests, cpu: requests.cpu + moreCpu, memory: requests.memory + moreMemory };
  return { requests, assumed, compared: assumed };
}

function addTo(sums: { -readonly [K in keyof Amounts]: Amounts[K] }, name: string, value: number): void {
  if (name === 'cpu') sums.cpu += value;
  else if (name === 'memory') sums.memory += value;
  else if (name === 'ephemeral-storage') sums.ephemeral += value;
  else if (isScalar(name)) {
    if (sums.scalars === NO_SCALARS) sums.scalars = new Map();
    sums.scalars.set(name, (sums.scalars.get(name) ?? 0) + value);
  }
}
