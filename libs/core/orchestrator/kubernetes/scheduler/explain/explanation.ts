export interface ExplainedNode {
  readonly node: string;
  /** null: it passed every filter. */
  readonly filter: { readonly plugin: string; readonly code: string; readonly reasons: readonly string[] } | null;
  /** Plugin to weighted score; empty where nothing was scored. */
  readonly scores: Readonly<Record<string, number>>;
  readonly total: number;
}

/** Why one pending pod goes where it goes. Pods are called `namespace/name`. */
export interface ExplainedPod {
  readonly pod: string;
  readonly node: string | null;
  /** Nodes that tie for the best. */
  readonly best: readonly string[];
  readonly nodes: readonly ExplainedNode[];
  readonly nominated: string | null;
  readonly victims: readonly string[];
  /** `0/5 nodes are available: …`; empty when the pod has a node. */
  readonly message: string;
}

export interface Explanation {
  readonly pods: readonly ExplainedPod[];
}
