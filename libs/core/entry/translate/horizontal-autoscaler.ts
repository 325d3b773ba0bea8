import type { HorizontalPodAutoscaler, HPAScalingRules, MetricSpec } from 'kubernetes-types/autoscaling/v2';
import { quantityMilli, SECOND } from '#core/units';
import type { AutoscalerRule, AutoscalerStep } from '../autoscaler/index.js';
import type { Place } from '../entry.js';
import type { Losses } from './losses.js';

const stepOf = (rules: HPAScalingRules | undefined, otherwise: AutoscalerStep): AutoscalerStep => {
  const [policy] = rules?.policies ?? [];
  if (policy === undefined) return otherwise;
  return policy.type === 'Pods' ? { kind: 'replicas', count: policy.value } : { kind: 'share', percent: policy.value };
};

/** The policy that comes closest to a HorizontalPodAutoscaler; none when its metric is nobody else's. */
export function ruleOfAutoscaler(object: HorizontalPodAutoscaler, place: Place, losses: Losses): readonly AutoscalerRule[] {
  const { scaleTargetRef, minReplicas = 1, maxReplicas, metrics = [], behavior } = object.spec as NonNullable<HorizontalPodAutoscaler['spec']>;
  const name = `HorizontalPodAutoscaler ${object.metadata?.name}`;
  const read = metrics.map(targetOf);
  const first = read.findIndex((one) => one !== null);
  for (const [index, metric] of metrics.entries())
    if (index !== first)
      losses.add(place, `${name}: the metric ${metric.type}`, index < first || first < 0 ? 'it cannot be told elsewhere' : 'a policy has one metric');
  const target = read[first];
  if (target === undefined || target === null) return [];
  return [
    {
      scales: 'service',
      name: scaleTargetRef.name,
      min: minReplicas,
      max: maxReplicas,
      ...target,
      upAboveMilli: Math.round(target.targetMilli * 1.1),
      downBelowMilli: Math.round(target.targetMilli * 0.9),
      stepUp: stepOf(behavior?.scaleUp, { kind: 'share', percent: 100 }),
      stepDown: stepOf(behavior?.scaleDown, { kind: 'share', percent: 100 }),
      cooldownUpUs: (behavior?.scaleUp?.policies?.[0]?.periodSeconds ?? 15) * SECOND,
      cooldownDownUs: (behavior?.scaleDown?.stabilizationWindowSeconds ?? 300) * SECOND,
      place,
    },
  ];
}

function targetOf({ type, resource, pods }: MetricSpec): Pick<AutoscalerRule, 'metric' | 'targetMilli'> | null {
  if (type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined)
    return { metric: 'cpu', targetMilli: resource.target.averageUtilization * 10 };
  const average = pods?.target.averageValue;
  if (type === 'Pods' && average !== undefined && /requests|rps|qps/.test(pods?.metric.name ?? ''))
    return { metric: 'requestsPerReplica', targetMilli: quantityMilli(average) ?? 0 };
  return null;
}

/** A policy as a HorizontalPodAutoscaler; null for a metric that pods do not have. */
export function autoscalerOfRule(rule: AutoscalerRule): object | null {
  const metric = metricOf(rule);
  if (metric === null) return null;
  const policies = (step: AutoscalerStep, cooldownUs: number): readonly object[] => [
    {
      type: step.kind === 'share' ? 'Percent' : 'Pods',
      value: step.kind === 'share' ? step.percent : step.count,
      periodSeconds: Math.min(1800, Math.max(1, Math.round(cooldownUs / SECOND))),
    },
  ];
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: rule.name },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: rule.name },
      minReplicas: rule.min,
      maxReplicas: rule.max,
      metrics: [metric],
      behavior: {
        scaleUp: { stabilizationWindowSeconds: 0, policies: policies(rule.stepUp, rule.cooldownUpUs) },
        scaleDown: {
          stabilizationWindowSeconds: Math.min(3600, Math.round(rule.cooldownDownUs / SECOND)),
          policies: policies(rule.stepDown, rule.cooldownDownUs),
        },
      },
    },
  };
}

function metricOf({ metric, targetMilli }: AutoscalerRule): object | null {
  if (metric === 'cpu')
    return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: Math.max(1, Math.round(targetMilli / 10)) } } };
  if (metric === 'backlog') return null;
  return { type: 'Pods', pods: { metric: { name: 'requests_per_second' }, target: { type: 'AverageValue', averageValue: `${targetMilli}m` } } };
}
