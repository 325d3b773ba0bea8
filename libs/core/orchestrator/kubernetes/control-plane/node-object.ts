import type { NodeObject } from '../scheduler/index.js';
import { type NodeRecord, nodeTaints } from './node-record.js';

/** The Node as the scheduler reads it. */
export function nodeObject(node: NodeRecord): NodeObject {
  const { name, allocatable, podsMax } = node.facts;
  const extended = Object.fromEntries(Object.entries(allocatable.extended).map(([resource, amount]) => [resource, String(amount)]));
  const amounts = { cpu: `${allocatable.cpuMilli}m`, memory: String(allocatable.memoryBytes), pods: String(podsMax), ...extended };
  return {
    metadata: { name, labels: { ...node.labels } },
    spec: { unschedulable: node.unschedulable, taints: nodeTaints(node).map((taint) => ({ ...taint })) },
    status: { allocatable: amounts, capacity: amounts, images: Array.from(node.images, ([image, sizeBytes]) => ({ names: [image], sizeBytes })) },
  };
}
