import { groupPods, type Patience, type ScaledPod } from './group-pods.js';
import { averageRatio, isWithin, type Samples, type Tolerances, utilizationRatio } from './usage-ratio.js';

/** What one metric asks for; `invalid` when it says nothing. */
export type Proposal = { readonly replicas: number; readonly utilization: number } | { readonly invalid: string };

export interface PodMetric {
  readonly pods: readonly ScaledPod[];
  readonly samples: Samples;
  readonly isCpu: boolean;
  readonly patience: Patience;
  readonly currentReplicas: number;
  readonly tolerances: Tolerances;
  readonly target: { readonly percent: number; readonly requests: Samples | null } | { readonly average: number };
}

type Ratio = { readonly ratio: number; readonly utilization: number } | null;

function ratioOf(metric: PodMetric, samples: Samples): Ratio {
  const { target } = metric;
  return 'average' in target ? averageRatio(samples, target.average) : utilizationRatio(samples, target.requests ?? new Map(), target.percent);
}

/** What a pod without a sample is taken to use when that could mean fewer pods: as much as it may. */
function fallback(metric: PodMetric, pod: string): number {
  const { target } = metric;
  if ('average' in target) return target.average;
  return Math.trunc(((target.requests?.get(pod) ?? 0) * Math.max(100, target.percent)) / 100);
}

/** Counts the unsure pods conservatively and looks again; a change of direction means to stay. */
function secondLook(metric: PodMetric, samples: Map<string, number>, first: number, missing: ReadonlySet<string>, unready: ReadonlySet<string>): number {
  if (first < 1) for (const pod of missing) samples.set(pod, fallback(metric, pod));
  else if (first > 1) for (const pod of missing) samples.set(pod, 0);
  if (first > 1) for (const pod of unready) samples.set(pod, 0);
  const ratio = ratioOf(metric, samples)?.ratio ?? 1;
  const { currentReplicas: current, tolerances } = metric;
  if (isWithin(ratio, tolerances) || (first < 1 && ratio > 1) || (first > 1 && ratio < 1)) return current;
  const replicas = Math.ceil(ratio * samples.size);
  return (ratio < 1 && replicas > current) || (ratio > 1 && replicas < current) ? current : replicas;
}

/** Resource, ContainerResource and Pods metrics. */
export function replicasForPodMetric(metric: PodMetric): Proposal {
  if (metric.samples.size === 0) return { invalid: 'no metrics returned' };
  if ('percent' in metric.target && metric.target.requests === null) return { invalid: 'missing request' };
  const { ready, unready, missing, ignored } = groupPods(metric.pods, metric.samples, metric.isCpu, metric.patience);
  const samples = new Map([...metric.samples].filter(([pod]) => !ignored.has(pod) && !unready.has(pod)));
  if (samples.size === 0) return { invalid: 'did not receive metrics for targeted pods (pods might be unready)' };
  const first = ratioOf(metric, samples);
  if (first === null) return { invalid: 'no requests for the pods with metrics' };
  const { ratio, utilization } = first;
  const growsWithUnready = unready.size > 0 && ratio > 1;
  if (!growsWithUnready && missing.size === 0) {
    const replicas = isWithin(ratio, metric.tolerances) ? metric.currentReplicas : Math.ceil(ratio * ready);
    return { replicas, utilization };
  }
  return { replicas: secondLook(metric, samples, ratio, missing, unready), utilization };
}

export interface TotalMetric {
  readonly usage: number;
  readonly target: { readonly value: number } | { readonly average: number };
  readonly specReplicas: number;
  readonly statusReplicas: number;
  readonly runningAndReady: number;
  readonly tolerances: Tolerances;
}

/** Object and External metrics: one number for all pods. */
export function replicasForTotalMetric({ usage, target, specReplicas, statusReplicas, runningAndReady, tolerances }: TotalMetric): Proposal {
  if ('average' in target) {
    const settled = isWithin(usage / (target.average * statusReplicas), tolerances);
    return { replicas: settled ? statusReplicas : Math.ceil(usage / target.average), utilization: Math.ceil(usage / statusReplicas) };
  }
  const ratio = usage / target.value;
  if (specReplicas === 0) return { replicas: Math.ceil(ratio), utilization: usage };
  return { replicas: isWithin(ratio, tolerances) ? specReplicas : Math.ceil(ratio * runningAndReady), utilization: usage };
}
