import type { HorizontalPodAutoscalerBehavior, HPAScalingPolicy } from 'kubernetes-types/autoscaling/v2';
import { quantityMilli } from '#core/units';
import type { Tolerances } from './usage-ratio.js';

export interface DirectionRules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: string;
  readonly policies: readonly HPAScalingPolicy[];
}

export interface ScalingRules {
  readonly up: DirectionRules;
  readonly down: DirectionRules;
}

export const DOWNSCALE_STABILIZATION_SECONDS = 300;
const UP_POLICIES: readonly HPAScalingPolicy[] = [
  { type: 'Pods', value: 4, periodSeconds: 15 },
  { type: 'Percent', value: 100, periodSeconds: 15 },
];
const DOWN_POLICIES: readonly HPAScalingPolicy[] = [{ type: 'Percent', value: 100, periodSeconds: 15 }];

/** `behavior` with its defaults; null when it is not given, which is another algorithm. */
export function scalingRules(behavior: HorizontalPodAutoscalerBehavior | undefined): ScalingRules | null {
  if (behavior === undefined) return null;
  const { scaleUp, scaleDown } = behavior;
  return {
    up: {
      stabilizationWindowSeconds: scaleUp?.stabilizationWindowSeconds ?? 0,
      selectPolicy: scaleUp?.selectPolicy ?? 'Max',
      policies: scaleUp?.policies ?? UP_POLICIES,
    },
    down: {
      stabilizationWindowSeconds: scaleDown?.stabilizationWindowSeconds ?? DOWNSCALE_STABILIZATION_SECONDS,
      selectPolicy: scaleDown?.selectPolicy ?? 'Max',
      policies: scaleDown?.policies ?? DOWN_POLICIES,
    },
  };
}

export function scalingTolerances(behavior: HorizontalPodAutoscalerBehavior | undefined): Tolerances {
  const tolerance = (rules: unknown) => (quantityMilli((rules as { tolerance?: string | number } | undefined)?.tolerance ?? '100m') ?? 100) / 1000;
  return { up: tolerance(behavior?.scaleUp), down: tolerance(behavior?.scaleDown) };
}
