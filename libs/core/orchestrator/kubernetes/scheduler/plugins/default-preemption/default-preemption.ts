import type { RandomStream } from '#core/random';
import { fitError } from '../../cycle/fit-error.js';
import type { Sieve } from '../../cycle/find-feasible.js';
import type { Candidate, Preemption } from '../../cycle/placement.js';
import type { Cycle } from '../../cycle/plugin.js';
import type { PreparedFilters } from '../../cycle/prepared-filters.js';
import type { SchedulerExtenders } from '../../extender/scheduler-extenders.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import { leastHarmful } from './choose-candidate.js';
import type { PreemptionArgs } from './preemption-args.js';
import { isCandidate, victimsOn } from './victims-on-node.js';

const NOT_HELPFUL = ['Preemption is not helpful for scheduling'];

const none = (message: string, barred = false): Preemption => ({ barred, nominated: null, victims: [], equals: [], message: `preemption: ${message}` });

/** Why the pod may not push others out, or null. */
function barred({ pod, cluster }: Cycle, sieve: Sieve): string | null {
  if (!pod.traits.preempts) return 'not eligible due to preemptionPolicy=Never.';
  const there = pod.nominatedNode === null ? undefined : cluster.node(pod.nominatedNode);
  if (there === undefined) return null;
  const verdict = sieve.rejections[sieve.rejected.indexOf(there)];
  // A node that was not even looked at is beyond help, too.
  if (verdict === undefined || verdict.code === 'UnschedulableAndUnresolvable') return null;
  const leaving = there.pods.some((p) => p.traits.priority < pod.traits.priority && p.terminating && p.preempted);
  return leaving ? 'not eligible due to a terminating pod on the nominated node.' : null;
}

const enough = (nodes: number, args: PreemptionArgs): number =>
  Math.min(nodes, Math.max(Math.floor((nodes * args.minCandidateNodesPercentage) / 100), args.minCandidateNodesAbsolute));

interface Tried {
  readonly candidates: Candidate[];
  readonly failures: (readonly string[])[];
}

function tryNodes(nodes: readonly NodeInfo[], cycle: Cycle, filters: PreparedFilters, goal: number, offset: number): Tried {
  const tried: Tried = { candidates: [], failures: [] };
  let harmless = 0;
  for (let i = 0; i < nodes.length; i++) {
    const result = victimsOn(nodes[(offset + i) % nodes.length] as NodeInfo, cycle, filters);
    if (!isCandidate(result)) {
      tried.failures.push(result.reasons);
      continue;
    }
    tried.candidates.push(result);
    if (result.budgetViolations === 0) harmless++;
    if (harmless > 0 && tried.candidates.length >= goal) break;
  }
  return tried;
}

/** Finds the node where the least harm makes room for the pod. Removes nobody: that is for whoever asked. */
export function preempt(
  cycle: Cycle,
  filters: PreparedFilters | null,
  sieve: Sieve,
  args: PreemptionArgs,
  random: RandomStream,
  extenders: SchedulerExtenders | null = null,
): Preemption {
  const bar = barred(cycle, sieve);
  if (bar !== null) return none(bar, true);
  const nodes = sieve.rejected.filter((_, i) => sieve.rejections[i]?.code === 'Unschedulable');
  const beyondHelp = cycle.cluster.nodes.length - nodes.length;
  const failed = (failures: readonly (readonly string[])[]) =>
    none(fitError(cycle.cluster.nodes.length, [...failures, ...new Array<readonly string[]>(beyondHelp).fill(NOT_HELPFUL)]));
  if (nodes.length === 0 || filters === null) return failed([]);
  const tried = tryNodes(nodes, cycle, filters, enough(nodes.length, args), random.integer(nodes.length));
  const left = extenders === null ? tried.candidates : extenders.preempt(cycle.pod, tried.candidates, (node) => cycle.cluster.node(node)?.pods);
  if (typeof left === 'string') return none(left);
  const equals = leastHarmful(left);
  const [chosen] = equals;
  if (chosen === undefined) return failed(tried.failures);
  return { barred: false, nominated: chosen.node, victims: chosen.victims, equals, message: '' };
}
