import type { NodeInfo } from './node-info.js';
import type { SwarmTaskSpec } from './swarm-task-spec.js';

/** From so many recent failures of a spec on, a node is avoided. */
const FAILURES_MAX = 5;

export type NodeOrder = (a: NodeInfo, b: NodeInfo) => number;

/**
 * Which node is better for a task (negative: the first): where it keeps failing, fewer recent failures; then fewer active
 * tasks of the service; then fewer active tasks. CPU and memory load are not considered. Equal nodes are told apart by
 * the caller's order, which swarmkit leaves to chance.
 */
export function nodeOrder(spec: SwarmTaskSpec, nowUs: number): NodeOrder {
  return (a, b) => {
    const [failedA, failedB] = [a.recentFailures(spec, nowUs), b.recentFailures(spec, nowUs)];
    if ((failedA >= FAILURES_MAX || failedB >= FAILURES_MAX) && failedA !== failedB) return failedA - failedB;
    return a.tasksOf(spec.service) - b.tasksOf(spec.service) || a.activeTasks - b.activeTasks;
  };
}
