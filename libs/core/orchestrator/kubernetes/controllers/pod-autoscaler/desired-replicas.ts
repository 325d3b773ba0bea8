import { limitByDefault, limitByPolicies, type PastReplicas, stabilizeBothWays, stabilizeDown } from './limit-replicas.js';
import type { Proposal } from './replicas-for-usage.js';
import type { ScalingRules } from './scaling-rules.js';

export interface AutoscalerInput {
  readonly current: number;
  readonly min: number;
  readonly max: number;
  /** Called only when the metrics count. */
  readonly proposals: () => readonly Proposal[];
  readonly rules: ScalingRules | null;
  readonly recommendations: readonly PastReplicas[];
  readonly ups: readonly PastReplicas[];
  readonly downs: readonly PastReplicas[];
  readonly downscaleStabilizationSeconds: number;
  /** Scaling from zero, when that feature is on and it was the autoscaler who went there. */
  readonly fromZero?: boolean;
}

/** `recommended` is what the metrics alone asked for, to be remembered; null when they were not asked or not to be trusted. */
export interface AutoscalerDecision {
  readonly desired: number;
  readonly recommended: number | null;
}

/** The most any metric asks for; one that says nothing forbids going down. */
function fromProposals(proposals: readonly Proposal[], current: number): number | null {
  const valid = proposals.flatMap((proposal) => ('invalid' in proposal ? [] : [proposal.replicas]));
  if (valid.length === 0) return null;
  const most = Math.max(...valid);
  return valid.length < proposals.length && most < current ? null : most;
}

export function desiredReplicas(input: AutoscalerInput): AutoscalerDecision {
  const { current, min, max, rules } = input;
  if (current === 0 && !input.fromZero) return { desired: 0, recommended: null };
  if (current > max) return { desired: max, recommended: null };
  if (current < min) return { desired: min, recommended: null };
  const recommended = fromProposals(input.proposals(), current);
  if (recommended === null) return { desired: current, recommended: null };
  if (rules === null) {
    const stable = stabilizeDown(recommended, input.recommendations, input.downscaleStabilizationSeconds);
    return { desired: limitByDefault(stable, current, input), recommended };
  }
  const { up, down } = rules;
  const stable = stabilizeBothWays(recommended, current, input.recommendations, up.stabilizationWindowSeconds, down.stabilizationWindowSeconds);
  const limited = limitByPolicies(stable, input, rules, input);
  return { desired: limited, recommended };
}
