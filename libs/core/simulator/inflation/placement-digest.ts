import { sha256Hex } from '#core/digest';

/**
 * Identity of an experiment's outcome: first 16 hexadecimal digits of the SHA-256 over, per arrival, the rank of the node
 * that took the pod or -1, joined by single spaces. Ranks and not indexes, because the published goldens name nodes so.
 */
export function placementDigest(placements: Int32Array, ranks: readonly number[]): string {
  const names = Array.from(placements, (node) => (node < 0 ? -1 : (ranks[node] as number)));
  return sha256Hex(names.join(' ')).slice(0, 16);
}
