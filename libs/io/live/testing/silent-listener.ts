import type { ClusterListener } from '../cluster/live-cluster.js';

/** Hears everything and keeps only the log. */
export function silentListener(): ClusterListener & { readonly lines: string[] } {
  const lines: string[] = [];
  const ignore = (): void => undefined;
  return {
    lines,
    created: ignore,
    dropped: ignore,
    assigned: ignore,
    starting: ignore,
    ready: ignore,
    unready: ignore,
    ended: ignore,
    evicted: ignore,
    pulled: ignore,
    stored: ignore,
    itemDone: ignore,
    log: (...line) => lines.push(JSON.stringify(line)),
  };
}
