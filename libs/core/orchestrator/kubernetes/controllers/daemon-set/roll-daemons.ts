/** The pods of one node, as a rolling update looks at them. */
export interface DaemonNode {
  readonly node: number;
  readonly old: { readonly ready: boolean; readonly available: boolean } | null;
  readonly fresh: { readonly available: boolean } | null;
}

export interface DaemonRoll {
  /** Nodes whose old pod goes. */
  readonly remove: readonly number[];
  /** Nodes that get a new pod beside the old one. */
  readonly surge: readonly number[];
}

/** Replaces old pods in place: those that do not work at once, the others as far as `maxUnavailable` allows. What is replaced anyway does not count against it. */
function replaceInPlace(nodes: readonly DaemonNode[], maxUnavailable: number): DaemonRoll {
  const broken: number[] = [];
  const working: number[] = [];
  let unavailable = 0;
  for (const { node, old, fresh } of nodes) {
    if (old !== null && fresh === null) (old.available ? working : broken).push(node);
    else if (old !== null || !fresh?.available) unavailable++;
  }
  return { remove: [...broken, ...working.slice(0, Math.max(0, maxUnavailable - unavailable))], surge: [] };
}

/** Starts new pods beside old ones: beside those that do not work at once. An old one goes when it is not ready, or when the new one is available. */
function surgeOver(nodes: readonly DaemonNode[], maxSurge: number): DaemonRoll {
  const remove: number[] = [];
  const broken: number[] = [];
  const working: number[] = [];
  let surging = 0;
  for (const { node, old, fresh } of nodes) {
    if (old === null) continue;
    if (fresh === null) (old.available ? working : broken).push(node);
    else if (fresh.available || !old.ready) remove.push(node);
    else surging++;
  }
  return { remove, surge: [...broken, ...working.slice(0, Math.max(0, maxSurge - surging))] };
}

export function rollDaemons(nodes: readonly DaemonNode[], limits: { readonly maxUnavailable: number; readonly maxSurge: number }): DaemonRoll {
  return limits.maxSurge > 0 ? surgeOver(nodes, limits.maxSurge) : replaceInPlace(nodes, limits.maxUnavailable);
}
