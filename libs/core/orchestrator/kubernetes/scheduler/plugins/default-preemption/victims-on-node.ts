import type { Candidate } from '../../cycle/placement.js';
import type { Cycle } from '../../cycle/plugin.js';
import type { PreparedFilters } from '../../cycle/prepared-filters.js';
import { type Rejection, unresolvable } from '../../cycle/rejection.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import type { PodInfo } from '../../snapshot/pod-info.js';
import { partByBudgets } from './budget-violations.js';
import { sortByImportance } from './start-time.js';

const NOBODY = unresolvable('DefaultPreemption', 'No preemption victims found for incoming pod');

export const isCandidate = (x: Candidate | Rejection): x is Candidate => 'victims' in x;

/** Puts back who can stay, most important first; returns those who cannot. */
function reprieve(pods: readonly PodInfo[], node: NodeInfo, filters: PreparedFilters): PodInfo[] {
  return pods.filter((pod) => {
    filters.move(pod, node, 1);
    if (filters.check(node) === null) return false;
    filters.move(pod, node, -1);
    return true;
  });
}

/** Tries without all pods of lower priority, then keeps every one that need not go. The node is left as it was found. */
export function victimsOn(node: NodeInfo, { pod, cluster }: Cycle, filters: PreparedFilters): Candidate | Rejection {
  const lower = node.pods.filter((p) => p.traits.priority < pod.traits.priority);
  if (lower.length === 0) return NOBODY;
  const before = [...node.pods];
  for (const p of lower) filters.move(p, node, -1);
  const hopeless = filters.check(node);
  const away = new Set(lower);
  let result: Candidate | Rejection;
  if (hopeless !== null) result = hopeless;
  else {
    const { violating, free } = partByBudgets(sortByImportance(lower), cluster.objects.budgets);
    const forbidden = reprieve(violating, node, filters);
    const allowed = reprieve(free, node, filters);
    const victims = violating.length > 0 && free.length > 0 ? sortByImportance([...forbidden, ...allowed]) : [...forbidden, ...allowed];
    for (const p of lower) if (!victims.includes(p)) away.delete(p);
    result = victims.length === 0 ? NOBODY : { node: node.name, victims, budgetViolations: forbidden.length };
  }
  for (const p of away) filters.move(p, node, 1);
  node.pods.splice(0, node.pods.length, ...before);
  return result;
}
