import type { Profile } from '../configuration/profile.js';
import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { QuickPlacement } from '../template/quick-placement.js';
import type { Attempt } from './attempt.js';
import { fitError } from './fit-error.js';
import { bestPlaces } from './pick-host.js';
import type { ExplainedPlacement, Placement } from './placement.js';
import { type Rejection, unresolvable } from './rejection.js';

const NOBODY: ReadonlySet<string> = new Set();

function rejectedBy({ sieve, rejection, narrowedBy }: Attempt): ReadonlySet<string> {
  const names = new Set(narrowedBy);
  for (const r of sieve.rejections) names.add(r.plugin);
  // An error is nobody's verdict: the pod is tried again after a while, whatever happens.
  if (rejection !== null && rejection.code !== 'Error') names.add(rejection.plugin);
  return names;
}

const nothing = (): string => '';

export function placementOf(attempt: Attempt, profile: Profile, cluster: ClusterSnapshot): Placement {
  const { chosen, sieve, preemption } = attempt;
  return {
    node: chosen?.name ?? null,
    evaluated: sieve.feasible.length + sieve.rejected.length,
    feasible: sieve.feasible.length,
    rejectedBy: chosen === null ? rejectedBy(attempt) : NOBODY,
    preemption,
    why: chosen === null ? () => messageOf(attempt, verdicts(attempt, cluster), profile, cluster.nodes.length) : nothing,
  };
}

export const quickPlacement = ({ node, evaluated, feasible }: Pick<QuickPlacement, 'node' | 'evaluated' | 'feasible'>): Placement => ({
  node,
  evaluated,
  feasible,
  rejectedBy: NOBODY,
  preemption: null,
  why: nothing,
});

/** Nodes that a plugin never let into question are told apart from those that a filter looked at. */
function verdicts({ sieve, rejection, narrowedBy }: Attempt, cluster: ClusterSnapshot): Map<string, Rejection> {
  const all = new Map(sieve.rejected.map((node, i) => [node.name, sieve.rejections[i] as Rejection]));
  const passedOver =
    rejection ?? (narrowedBy.length > 0 ? unresolvable(narrowedBy[0] as string, `node(s) didn't satisfy plugin(s) [${narrowedBy.join(' ')}]`) : null);
  const feasible = new Set(sieve.feasible);
  if (passedOver !== null) for (const node of cluster.nodes) if (!all.has(node.name) && !feasible.has(node)) all.set(node.name, passedOver);
  return all;
}

function messageOf(attempt: Attempt, all: ReadonlyMap<string, Rejection>, profile: Profile, nodes: number): string {
  if (attempt.chosen !== null) return '';
  if (nodes === 0) return 'no nodes available to schedule pods';
  const why =
    attempt.rejection === null
      ? fitError(
          nodes,
          [...all.values()].map((r) => r.reasons),
        )
      : `0/${nodes} nodes are available: ${attempt.rejection.reasons.join(', ')}.`;
  if (attempt.preemption?.nominated) return why;
  const claims = profile.speaksOfClaims ? 'no new claims to deallocate' : '';
  const more = [claims, attempt.preemption?.message ?? ''].filter((t) => t !== '').join(', ');
  return more === '' ? why : `${why} ${more}`;
}

export function explainAttempt(attempt: Attempt, profile: Profile, cluster: ClusterSnapshot): ExplainedPlacement {
  const { sieve, table } = attempt;
  const rejections = verdicts(attempt, cluster);
  const feasibleNodes = sieve.feasible.map((n) => n.name);
  return {
    ...placementOf(attempt, profile, cluster),
    feasibleNodes,
    rejections,
    scores: table?.columns ?? null,
    totals: table?.totals ?? [],
    ties: table === null ? feasibleNodes : bestPlaces(table.totals).map((i) => feasibleNodes[i] as string),
    message: messageOf(attempt, rejections, profile, cluster.nodes.length),
  };
}
