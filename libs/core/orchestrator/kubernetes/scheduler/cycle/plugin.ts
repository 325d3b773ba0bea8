import type { ClusterSnapshot } from '../snapshot/cluster-snapshot.js';
import type { NodeInfo } from '../snapshot/node-info.js';
import type { PodInfo } from '../snapshot/pod-info.js';
import type { Topology } from '../snapshot/topology.js';
import type { Rejection } from './rejection.js';

/** One pod looking for a node. */
export interface Cycle {
  readonly pod: PodInfo;
  readonly cluster: ClusterSnapshot;
}

/** A filter's verdict where it follows from one number per topology value: nodes below `least` or above `most` are refused. */
export interface TopologyBound {
  readonly topology: Topology;
  readonly byValue: Int32Array;
  readonly least: number;
  readonly most: number;
  /** Nodes without the label are refused; else they pass. */
  readonly needsValue: boolean;
}

/** A filter made ready for one cycle. */
export interface NodeFilter {
  readonly plugin: string;
  /** Only these nodes come into question at all. */
  readonly onlyNodes?: ReadonlySet<string>;
  check(node: NodeInfo): Rejection | null;
  /** Where given, `check` refuses exactly the nodes that one of these refuses. */
  bounds?(): readonly TopologyBound[];
  /** For trying out: as if the pod had come to the node, or left it. */
  podMoved?(pod: PodInfo, node: NodeInfo, delta: 1 | -1): void;
}

export const isRejection = (x: NodeFilter | Rejection | null): x is Rejection => x !== null && 'code' in x;

/** Scores made ready for one cycle. Raw scores are integers; `normalize` brings them to 0..100 in place. */
export interface NodeScorer {
  score(node: NodeInfo): number;
  /** A local plugin's looks at the scores alone, and at each as it would were it there once. */
  normalize?(scores: number[], feasible: readonly NodeInfo[]): void;
}

/** Feasible nodes by position, in the order found, for plugins that look at all of them in one go. */
export interface FoundNodes {
  readonly count: number;
  readonly positions: Int32Array;
  /** By position. */
  readonly slots: Int32Array;
  /** A topology's numbers by position. */
  idsOf(topology: Topology): Int32Array;
}

export interface Plugin {
  readonly name: string;
  /** Verdict and raw score of a node follow from the pod's traits, that node and the images that nodes hold, from nothing else. */
  readonly local?: true;
  /** null: this pod has nothing for it to check. A rejection: no node will do. */
  prepareFilter?(cycle: Cycle): NodeFilter | Rejection | null;
  /** A quick look: false when `prepareScore` would give null whatever the nodes. */
  mayScore?(cycle: Cycle): boolean;
  /** null: this pod has nothing for it to score, and it has no column. */
  prepareScore?(cycle: Cycle, feasible: readonly NodeInfo[]): NodeScorer | null;
  /** Adds what the scorer would say of each node, weighted, to its total. False, and nothing is added: the scorer has to be asked. */
  addScores?(cycle: Cycle, found: FoundNodes, totals: Int32Array, weight: number): boolean;
}
