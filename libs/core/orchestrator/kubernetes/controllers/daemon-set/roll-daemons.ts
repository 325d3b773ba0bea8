/** The pods of one node, as a rolling update looks at them. */
export interface DaemonNode {
  readonly node: number;
  readonly old: { readonly available: boolean } | null;
  readonly fresh: { readonly available: boolean } | null;
}

export interface DaemonRoll {
  /** Nodes whose old pod goes. */
  readonly remove: readonly number[];
  /** Nodes that get a new pod beside the old one. */
  readonly surge: readonly number[];
}

/** Replaces old pods in place: those that do not work at once, the others as far as `maxUnavailable` allows. */
function replaceInPlace(nodes: readonly DaemonNode[], maxUnavailable: number): DaemonRoll {
  const broken: number[] = [];
  const working: number[] = [];
  let unavailable = 0;
  for (const { node, old, fresh } of nodes) {
    if (!(fresh?.available ?? old?.available ?? false)) unavailable++;
    if (old !== null && fresh === null) (old.available ? working : broken).push(node);
  }
  return { remove: [...broken, ...working.slice(0, Math.max(0, maxUnavailable - unavailable))], surge: [] };
}

/** Starts new pods beside old ones and removes an old one when the new one is available. */
function surgeOver(nodes: readonly DaemonNode[], maxSurge: number): DaemonRoll {
  const remove: number[] = [];
  const candidates: number[] = [];
  let surging = 0;
  for (const { node, old, fresh } of nodes) {
    if (old === null) continue;
    if (fresh?.available) remove.push(node);
    else if (fresh !== null) surging++;
    else if (!old.available) remove.push(node);
    else candidates.push(node);
  }
  return { remove, surge: candidates.slice(0, Math.max(0, maxSurge - surging)) };
}

export function rollDaemons(nodes: readonly DaemonNode[], limits: { readonly maxUnavailable: number; readonly maxSurge: number }): DaemonRoll {
  return limits.maxSurge > 0 ? surgeOver(nodes, limits.maxSurge) : replaceInPlace(nodes, limits.maxUnavailable);
}
