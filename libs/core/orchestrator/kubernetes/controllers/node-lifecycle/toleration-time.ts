import type { Taint } from '#core/cluster';
import { NEVER, SECOND } from '#core/units';
import type { Toleration } from 'kubernetes-types/core/v1';

export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  if (toleration.operator === 'Exists') return true;
  return Boolean(toleration.key) && (toleration.value ?? '') === taint.value;
}

/**
 * How long a pod stays on a node with these taints: 0 when one of them is not tolerated, `NEVER` without end. The first
 * toleration that matches a taint speaks for it, whatever those behind it say.
 */
export function tolerationTimeUs(tolerations: readonly Toleration[], taints: readonly Taint[]): number {
  const noExecute = taints.filter((taint) => taint.effect === 'NoExecute');
  let shortest = NEVER;
  for (const taint of noExecute) {
    const first = tolerations.find((toleration) => tolerates(toleration, taint));
    if (first === undefined) return 0;
    if (first.tolerationSeconds !== undefined) shortest = Math.min(shortest, Math.max(0, first.tolerationSeconds) * SECOND);
  }
  return shortest;
}
