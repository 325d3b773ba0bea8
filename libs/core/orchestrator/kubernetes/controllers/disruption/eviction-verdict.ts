import type { BudgetStatus } from './disruption-budget.js';

export type EvictionVerdict = 'granted' | 'refused' | 'ambiguous';

export interface EvictionRequest {
  /** Pending, finished or already ending: nothing to protect. */
  readonly unprotected: boolean;
  readonly ready: boolean;
  readonly budgets: readonly { readonly status: BudgetStatus; readonly unhealthyPodEvictionPolicy: string | undefined }[];
}

/** The eviction API: what it says to a client that asks for one pod. Two budgets over one pod are an error. */
export function evictionVerdict({ unprotected, ready, budgets }: EvictionRequest): EvictionVerdict {
  const [budget] = budgets;
  if (unprotected || budget === undefined) return 'granted';
  if (budgets.length > 1) return 'ambiguous';
  const { disruptionsAllowed, currentHealthy, desiredHealthy } = budget.status;
  if (!ready) {
    if (budget.unhealthyPodEvictionPolicy === 'AlwaysAllow') return 'granted';
    if (currentHealthy >= desiredHealthy && desiredHealthy > 0) return 'granted';
  }
  return disruptionsAllowed > 0 ? 'granted' : 'refused';
}
