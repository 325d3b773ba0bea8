import { ln } from '#core/random';
import type { Cycle, NodeScorer } from '../../cycle/plugin.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import type { SpreadConstraint } from '../../snapshot/spread-constraint.js';
import { counts, hasAllKeys } from './node-inclusion.js';
import { spreadTogether } from './spread-matcher.js';

const HOSTNAME = 'kubernetes.io/hostname';

interface SoftDomains {
  readonly constraint: SpreadConstraint;
  /** Pods per node slot. */
  readonly perSlot: Int32Array;
  /** Values among the feasible nodes with the pods of the whole cluster; null for host names, which are counted per node. */
  readonly byValue: Map<string, number> | null;
  weight: number;
}

function domainsOf(cycle: Cycle, constraint: SpreadConstraint): SoftDomains {
  const perSlot = cycle.cluster.counts(spreadTogether(cycle.pod.traits.namespace, constraint.selector));
  return { constraint, perSlot, byValue: constraint.topologyKey === HOSTNAME ? null : new Map(), weight: 0 };
}

function countEverywhere(cycle: Cycle, all: readonly SoftDomains[], constraints: readonly SpreadConstraint[], allKeys: boolean): void {
  for (const node of cycle.cluster.nodes) {
    if (allKeys && !hasAllKeys(constraints, node)) continue;
    for (const { constraint, byValue, perSlot } of all) {
      const pods = perSlot[node.slot] as number;
      if (byValue === null || pods === 0) continue;
      const value = node.labels.get(constraint.topologyKey) ?? '';
      const sofar = byValue.get(value);
      if (sofar !== undefined && counts(constraint, cycle.pod.traits, node)) byValue.set(value, sofar + pods);
    }
  }
}

function scoreOf(all: readonly SoftDomains[], node: NodeInfo): number {
  let score = 0;
  for (const { constraint, byValue, perSlot, weight } of all) {
    const value = node.labels.get(constraint.topologyKey);
    if (value === undefined) continue;
    const pods = byValue === null ? (perSlot[node.slot] as number) : (byValue.get(value) ?? 0);
    score += pods * weight + (constraint.maxSkew - 1);
  }
  return Math.round(score);
}

/** Fewer is better; ignored nodes get nothing, and do not count for the extremes. */
function normalizer(ignored: ReadonlySet<NodeInfo>): (scores: number[], feasible: readonly NodeInfo[]) => void {
  return (scores, feasible) => {
    let min = Number.POSITIVE_INFINITY;
    let max = 0;
    scores.forEach((s, i) => {
      if (ignored.has(feasible[i] as NodeInfo)) return;
      if (s < min) min = s;
      if (s > max) max = s;
    });
    scores.forEach((s, i) => {
      if (ignored.has(feasible[i] as NodeInfo)) scores[i] = 0;
      else scores[i] = max === 0 ? 100 : Math.floor((100 * (max + min - s)) / max);
    });
  };
}

/** ScheduleAnyway constraints. `allKeys`: nodes that lack one of the keys are passed over. */
export function spreadScorer(cycle: Cycle, feasible: readonly NodeInfo[], constraints: readonly SpreadConstraint[], allKeys: boolean): NodeScorer | null {
  if (constraints.length === 0) return null;
  const all = constraints.map((c) => domainsOf(cycle, c));
  const ignored = new Set(allKeys ? feasible.filter((n) => !hasAllKeys(constraints, n)) : []);
  for (const node of feasible) {
    if (ignored.has(node)) continue;
    for (const { constraint, byValue } of all) byValue?.set(node.labels.get(constraint.topologyKey) ?? '', 0);
  }
  // The more values a key has, the more one pod more or less says.
  for (const domains of all) domains.weight = ln((domains.byValue === null ? feasible.length - ignored.size : domains.byValue.size) + 2);
  countEverywhere(cycle, all, constraints, allKeys);
  return { score: (node) => (ignored.has(node) ? 0 : scoreOf(all, node)), normalize: normalizer(ignored) };
}
