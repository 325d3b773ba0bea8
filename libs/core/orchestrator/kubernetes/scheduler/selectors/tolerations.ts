import type { Taint, Toleration } from 'kubernetes-types/core/v1';

const INTEGER = /^[+-]?\d+$/;

/** Whether the taint's value is above, or below, the toleration's; what is no whole number is neither. */
function compares(operator: 'Gt' | 'Lt', taint = '', bound = ''): boolean {
  if (!INTEGER.test(taint) || !INTEGER.test(bound)) return false;
  const [value, limit] = [BigInt(taint.replace('+', '')), BigInt(bound.replace('+', ''))];
  return operator === 'Gt' ? value > limit : value < limit;
}

export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  const operator = toleration.operator || 'Equal';
  if (operator === 'Exists') return true;
  if (operator === 'Gt' || operator === 'Lt') return compares(operator, taint.value, toleration.value);
  return operator === 'Equal' && (toleration.value ?? '') === (taint.value ?? '');
}

export function tolerated(tolerations: readonly Toleration[], taint: Taint): boolean {
  for (const toleration of tolerations) if (tolerates(toleration, taint)) return true;
  return false;
}

export const keepsPodsOut = (taint: Taint): boolean => taint.effect === 'NoSchedule' || taint.effect === 'NoExecute';

/** The first taint that keeps the pod off, or null. */
export function untolerated(tolerations: readonly Toleration[], taints: readonly Taint[]): Taint | null {
  for (const taint of taints) if (keepsPodsOut(taint) && !tolerated(tolerations, taint)) return taint;
  return null;
}
