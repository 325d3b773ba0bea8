import type { NodeObject } from './api-objects.js';

/** What the API server fills in: a node that says nothing else offers all it has. */
export function admitNode(node: NodeObject): NodeObject {
  const { allocatable, capacity } = node.status ?? {};
  return allocatable || !capacity ? node : { ...node, status: { ...node.status, allocatable: capacity } };
}
