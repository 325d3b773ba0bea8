import { ln } from '#core/random';
import type { Cycle, NodeScorer } from '../../cycle/plugin.js';
import type { NodeInfo } from '../../snapshot/node-info.js';
import type { SpreadConstraint } from '../../snapshot/spread-constraint.js';
import type { Topology } from '../../snapshot/topology.js';
import { counts, hasAllKeys } from './node-inclusion.js';
import { includesAll } from './spread-domains.js';
import { spreadBy } from './spread-matcher.js';

export const HOSTNAME = 'kubernetes.io/hostname';

interface SoftDomains {
  readonly constraint: SpreadConstraint;
  /** Pods per node slot. */
  readonly perSlot: Int32Array;
  /** Where no node is left out: pods of the whole cluster by the number of the value. Not to be written to. */
  readonly summed: { readonly topology: Topology; readonly byValue: Int32Array } | null;
  /** Values among the feasible nodes with the pods of the whole cluster; null for host names, which are counted per node. */
  readonly byValue: Map<string, number> | null;
  weight: number;
}

function domainsOf({ cluster, pod }: Cycle, constraint: SpreadConstraint, allNodes: boolean): SoftDomains {
  const matcher = spreadBy(constraint, pod.traits.namespace);
  const perSlot = cluster.counts(matcher);
  const byHost = constraint.topologyKey === HOSTNAME;
  const topology = cluster.topology(constraint.topologyKey);
  const atOnce = !byHost && allNodes && topology.complete && includesAll(constraint, pod.traits);
  const summed = atOnce ? { topology, byValue: cluster.sums(matcher, constraint.topologyKey) } : null;
  return { constraint, perSlot, summed, byValue: byHost || atOnce ? null : new Map(), weight: 0 };
}

function valuesAmong({ byValue, summed }: SoftDomains, scored: readonly NodeInfo[]): number {
  if (byValue !== null) return byValue.size;
  return summed === null ? scored.length : new Set(scored.map((node) => summed.topology.ids[node.slot])).size;
}

function countEverywhere(cycle: Cycle, all: readonly SoftDomains[], constraints: readonly SpreadConstraint[], allKeys: boolean): void {
  if (all.every(({ byValue }) => byValue === null)) return;
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
  for (const domains of all) {
    const pods = podsBeside(domains, node);
    if (pods !== null) score += pods * domains.weight + (domains.constraint.maxSkew - 1);
  }
  return Math.round(score);
}

/** Null on a node without the key. */
function podsBeside({ constraint, byValue, summed, perSlot }: SoftDomains, node: NodeInfo): number | null {
  if (summed !== null) return summed.byValue[summed.topology.ids[node.slot] as number] as number;
  const value = node.labels.get(constraint.topologyKey);
  if (value === undefined) return null;
  return byValue === null ? (perSlot[node.slot] as number) : (byValue.get(value) ?? 0);
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
  const allNodes = !allKeys || constraints.every((c) => cycle.cluster.topology(c.topologyKey).complete);
  const all = constraints.map((c) => domainsOf(cycle, c, allNodes));
  const ignored = new Set(allNodes ? [] : feasible.filter((n) => !hasAllKeys(constraints, n)));
  const scored = ignored.size === 0 ? feasible : feasible.filter((node) => !ignored.has(node));
  for (const { constraint, byValue } of all) {
    if (byValue !== null) for (const node of scored) byValue.set(node.labels.get(constraint.topologyKey) ?? '', 0);
  }
  // The more values a key has, the more one pod more or less says.
  for (const domains of all) domains.weight = ln(valuesAmong(domains, scored) + 2);
  countEverywhere(cycle, all, constraints, allKeys);
  return { score: (node) => (ignored.has(node) ? 0 : scoreOf(all, node)), normalize: normalizer(ignored) };
}
