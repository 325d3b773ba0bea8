import { type Constraint, parseConstraint } from '#core/entry';
import { nodeMatches } from '../scheduler/index.js';
import type { NodeRecord, ServiceRecord, SwarmTask } from './records.js';
import { swarmNode } from './swarm-node-of.js';

/** Constraints that cannot be read count as none. */
export function meetsConstraints(constraints: readonly string[], node: NodeRecord): boolean {
  const parsed = constraints.map(parseConstraint);
  if (parsed.some((one) => typeof one === 'string')) return true;
  return nodeMatches(parsed as readonly Constraint[], swarmNode(node));
}

/**
 * Has the service another task spec by now? Other constraints alone do not make a task outdated as long as its node meets them.
 * Source: swarmkit `manager/orchestrator/task.go`.
 */
export function isOutdated({ version }: ServiceRecord, task: SwarmTask): boolean {
  if (version === task.version || version.index === task.version.index || version.text === task.version.text) return false;
  if (version.textWithoutConstraints !== task.version.textWithoutConstraints) return true;
  return task.node === null || !meetsConstraints(version.spec.constraints, task.node);
}
