import type { NodeFacts, NodeId, Taint } from '#core/cluster';
import type { Labels } from './label-selector.js';
import type { PodRecord } from './pod-record.js';

/** A Node object. */
export interface NodeRecord {
  readonly id: NodeId;
  facts: NodeFacts;
  labels: Labels;
  unschedulable: boolean;
  /** Taints that controllers put there; the machine's own are in `facts`. */
  readonly taints: Map<string, Taint & { readonly addedUs: number }>;
  /** The Ready condition as the node life cycle controller sees it. */
  health: 'ready' | 'unknown';
  /** Heartbeats arrive. */
  heard: boolean;
  readonly images: Map<string, number>;
  readonly pods: Set<PodRecord>;
}

export function nodeLabels(facts: NodeFacts): Labels {
  return {
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/os': 'linux',
    'topology.kubernetes.io/region': facts.region,
    'topology.kubernetes.io/zone': facts.zone,
    ...facts.labels,
    'kubernetes.io/hostname': facts.labels['kubernetes.io/hostname'] ?? facts.name,
  };
}

const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' };

/** All taints, the one of a cordon included. */
export function nodeTaints(node: NodeRecord): readonly Taint[] {
  const taints = [...node.facts.taints, ...[...node.taints.values()].map(({ key, value, effect }) => ({ key, value, effect }))];
  return node.unschedulable ? [...taints, UNSCHEDULABLE] : taints;
}
