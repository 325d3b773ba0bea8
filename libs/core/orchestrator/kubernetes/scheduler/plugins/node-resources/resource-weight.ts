import { type Amounts, amount, isScalar } from '../../snapshot/amounts.js';
import type { NodeInfo } from '../../snapshot/node-info.js';

export interface ResourceWeight {
  readonly name: string;
  readonly weight: number;
}

export const CPU_AND_MEMORY: readonly ResourceWeight[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
];

/** A resource that the pod does not ask for is not compared, unless it is one that every node has. */
export const compared = (resource: ResourceWeight, wanted: Amounts): boolean => !isScalar(resource.name) || amount(wanted, resource.name) > 0;

/** What pods take: containers without requests count with their assumed ones, for cpu and memory. */
export function assumedTaken(node: NodeInfo, resource: string): number {
  return resource === 'cpu' || resource === 'memory' ? amount(node.assumedRequested, resource) : amount(node.requested, resource);
}
