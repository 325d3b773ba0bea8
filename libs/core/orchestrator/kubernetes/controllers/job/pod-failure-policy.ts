import type { PodFailurePolicy, PodFailurePolicyRule } from 'kubernetes-types/batch/v1';

export interface FailedPod {
  /** Null while no container has ended with one. */
  readonly exitCode: number | null;
  /** Has the condition DisruptionTarget: evicted, preempted, drained, or gone with its node. */
  readonly disrupted: boolean;
}

function ruleMatches(rule: PodFailurePolicyRule, pod: FailedPod): boolean {
  if (rule.onExitCodes !== undefined && rule.onExitCodes !== null) {
    const { operator, values } = rule.onExitCodes;
    return pod.exitCode !== null && pod.exitCode !== 0 && values.includes(pod.exitCode) === (operator === 'In');
  }
  return pod.disrupted && (rule.onPodConditions ?? []).some(({ type, status }) => type === 'DisruptionTarget' && (status ?? 'True') === 'True');
}

/** The first rule that matches decides; without one a failure counts. */
export function failureAction(policy: PodFailurePolicy | undefined, pod: FailedPod): 'Count' | 'Ignore' | 'FailJob' | 'FailIndex' {
  const rule = policy?.rules.find((one) => ruleMatches(one, pod));
  return (rule?.action as 'Ignore' | 'FailJob' | 'FailIndex' | undefined) ?? 'Count';
}
