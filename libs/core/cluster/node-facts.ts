import type { Resources } from './resources.js';

/** Index of a node in its world, never reused within a run: 0, 1, 2 … in the order in which nodes joined. */
export type NodeId = number;

export type TaintEffect = 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: TaintEffect;
}

/** What a machine tells an orchestrator about itself when it joins. */
export interface NodeFacts {
  readonly id: NodeId;
  /** Opaque and redrawn per seed: nothing can be learned from it. */
  readonly name: string;
  readonly region: string;
  readonly zone: string;
  /** The scenario's node pool. */
  readonly pool: string;
  readonly spot: boolean;
  readonly allocatable: Resources;
  /** Most pods the node may run at once. */
  readonly podsMax: number;
  /** As the scenario gives them, plus each orchestrator's well-known ones, which its control plane adds. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}
