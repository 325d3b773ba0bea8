import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import { intOrPercent } from '../../control-plane/int-or-percent.js';
import { type LabelMatcher, labelMatcher } from '../../control-plane/label-selector.js';
import { isTerminal, type PodRecord } from '../../control-plane/pod-record.js';
import type { Workload } from '../../control-plane/workload.js';

export interface BudgetStatus {
  readonly expectedPods: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly disruptionsAllowed: number;
}

/** What a budget allows, from its two numbers and what is there. Percentages round up. */
export function budgetStatus(spec: PodDisruptionBudget['spec'], pods: number, ownersScale: number, healthy: number): BudgetStatus {
  const { minAvailable, maxUnavailable } = spec ?? {};
  const ofScale = maxUnavailable !== undefined || typeof minAvailable === 'string';
  const expectedPods = ofScale ? ownersScale : pods;
  const desiredHealthy =
    maxUnavailable !== undefined
      ? Math.max(0, expectedPods - intOrPercent(maxUnavailable, expectedPods, 'up'))
      : intOrPercent(minAvailable, expectedPods, 'up');
  const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(0, healthy - desiredHealthy);
  return { expectedPods, currentHealthy: healthy, desiredHealthy, disruptionsAllowed };
}

/** A PodDisruptionBudget that knows at any time how many of its pods are healthy. */
export class DisruptionBudget {
  private pods = 0;
  private healthy = 0;
  private readonly owners = new Map<Workload, number>();
  private readonly selects: LabelMatcher;

  constructor(
    readonly namespace: string,
    readonly object: PodDisruptionBudget,
  ) {
    this.selects = labelMatcher(object.spec?.selector);
  }

  get name(): string {
    return this.object.metadata?.name ?? '';
  }

  covers(pod: PodRecord): boolean {
    return pod.namespace === this.namespace && this.selects(pod.labels);
  }

  tally(pod: PodRecord, sign: 1 | -1): void {
    if (isTerminal(pod) || !this.covers(pod)) return;
    this.pods += sign;
    if (pod.ready && pod.deletedUs === null) this.healthy += sign;
    if (pod.owner === null) return;
    const left = (this.owners.get(pod.owner) ?? 0) + sign;
    if (left === 0) this.owners.delete(pod.owner);
    else this.owners.set(pod.owner, left);
  }

  get status(): BudgetStatus {
    const scale = new Map<string, number>();
    for (const owner of this.owners.keys()) scale.set(owner.ownerName, owner.scale);
    const expected = [...scale.values()].reduce((a, b) => a + b, 0);
    return budgetStatus(this.object.spec, this.pods, expected, this.healthy);
  }
}
