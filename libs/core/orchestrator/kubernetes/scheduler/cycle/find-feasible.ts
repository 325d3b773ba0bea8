import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import { nodesToFind } from './nodes-to-find.js';
import type { PreparedFilters } from './prepared-filters.js';
import type { Rejection } from './rejection.js';

/** What the filters made of the nodes. */
export interface Sieve {
  readonly feasible: NodeInfo[];
  /** Parallel: node and why not. */
  readonly rejected: NodeInfo[];
  readonly rejections: Rejection[];
}

export const emptySieve = (): Sieve => ({ feasible: [], rejected: [], rejections: [] });

export interface Search {
  readonly cluster: ClusterSnapshot;
  readonly filters: PreparedFilters;
  readonly percentage: number;
  /** Whether anything scores: if not, one feasible node is as good as any. */
  readonly scores: boolean;
}

function inQuestion({ cluster, filters }: Search): readonly NodeInfo[] {
  const only = filters.onlyNodes;
  return only === null ? cluster.nodes : cluster.nodes.filter((n) => only.has(n.name));
}

function sift(filters: PreparedFilters, node: NodeInfo, sieve: Sieve, goal: number): boolean {
  const rejection = filters.check(node);
  if (rejection !== null) {
    sieve.rejected.push(node);
    sieve.rejections.push(rejection);
    return true;
  }
  if (sieve.feasible.length === goal) return false;
  sieve.feasible.push(node);
  return true;
}

/** Looks at nodes from `start` on, around, until one more than enough would fit. Returns where the next pod's search starts. */
export function findFeasible(search: Search, start: number, sieve: Sieve): number {
  const nodes = inQuestion(search);
  if (nodes.length === 0) return start;
  const goal = search.scores ? nodesToFind(search.percentage, nodes.length) : 1;
  for (let i = 0; i < nodes.length; i++) {
    if (!sift(search.filters, nodes[(start + i) % nodes.length] as NodeInfo, sieve, goal)) break;
  }
  return (start + sieve.feasible.length + sieve.rejected.length) % search.cluster.nodes.length;
}
