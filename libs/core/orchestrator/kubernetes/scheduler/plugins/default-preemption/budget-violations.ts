import type { DisruptionBudgetObject } from '../../objects/api-objects.js';
import { labelSelector, type Selector } from '../../selectors/label-selector.js';
import type { PodInfo } from '../../snapshot/pod-info.js';

interface Budget {
  readonly namespace: string;
  readonly selector: Selector;
  readonly disrupted: ReadonlySet<string>;
  allowed: number;
}

const opened = (b: DisruptionBudgetObject): Budget => ({
  namespace: b.metadata?.namespace || 'default',
  selector: labelSelector(b.spec?.selector),
  disrupted: new Set(Object.keys(b.status?.disruptedPods ?? {})),
  allowed: b.status?.disruptionsAllowed ?? 0,
});

function spends(budget: Budget, pod: PodInfo): boolean {
  if (budget.namespace !== pod.traits.namespace || budget.selector.empty) return false;
  return budget.selector.matches(pod.traits.labels) && !budget.disrupted.has(pod.name);
}

/** Parts the pods, in order, into those whose eviction a disruption budget forbids and the rest. */
export function partByBudgets(pods: readonly PodInfo[], list: readonly DisruptionBudgetObject[]): { readonly violating: PodInfo[]; readonly free: PodInfo[] } {
  const budgets = list.map(opened);
  const parts = { violating: [] as PodInfo[], free: [] as PodInfo[] };
  for (const pod of pods) {
    let violates = false;
    if (pod.traits.labels.size > 0) {
      for (const budget of budgets) if (spends(budget, pod) && --budget.allowed < 0) violates = true;
    }
    (violates ? parts.violating : parts.free).push(pod);
  }
  return parts;
}
