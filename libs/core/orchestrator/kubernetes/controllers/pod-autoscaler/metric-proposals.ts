import { quantityMilli } from '#core/units';
import type { MetricSpec, MetricTarget } from 'kubernetes-types/autoscaling/v2';
import type { AppUsage, PodUsage } from '../../../world-event.js';
import type { PodRecord } from '../../control-plane/pod-record.js';
import type { PodTemplate } from '../../control-plane/pod-template.js';
import type { Patience, ScaledPod } from './group-pods.js';
import { appSample, podSample } from './metric-sources.js';
import { type Proposal, replicasForPodMetric, replicasForTotalMetric } from './replicas-for-usage.js';
import type { Tolerances } from './usage-ratio.js';

export interface MetricContext {
  readonly pods: readonly PodRecord[];
  readonly usage: ReadonlyMap<number, PodUsage>;
  readonly app: AppUsage | undefined;
  readonly specReplicas: number;
  readonly tolerances: Tolerances;
  readonly patience: Patience;
}

const UNKNOWN: Proposal = { invalid: 'no such metric' };

const scaledPod = (pod: PodRecord): ScaledPod => ({
  name: String(pod.id),
  deleted: pod.deletedUs !== null,
  phase: pod.phase,
  ready: pod.node === null ? null : pod.ready,
  readySinceSecond: pod.readyChangedSecond < 0 ? Math.floor(pod.boundUs / 1_000_000) : pod.readyChangedSecond,
  startSecond: pod.node === null ? null : Math.floor(pod.boundUs / 1_000_000),
});

type Sample = (usage: PodUsage, template: PodTemplate) => number | null;

function samplesOf(context: MetricContext, sample: Sample): Map<string, number> {
  const samples = new Map<string, number>();
  for (const pod of context.pods) {
    const usage = context.usage.get(pod.id);
    const value = usage === undefined ? null : sample(usage, pod.template);
    if (value !== null) samples.set(String(pod.id), value);
  }
  return samples;
}

/** What one pod asks for in thousandths: at pod level, or by its containers and sidecars; null when something that counts says nothing. */
function requestOf({ asked }: PodTemplate, resource: 'cpu' | 'memory', container: string | null): number | null {
  if (container === null && asked.podLevel !== null) return asked.podLevel[resource];
  const counted = asked.containers.filter((one) => container === null || one.name === container).map((one) => one[resource]);
  if (container !== null && counted.length === 0) return null;
  return counted.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}

function requestsOf(pods: readonly PodRecord[], resource: 'cpu' | 'memory', container: string | null): Map<string, number> | null {
  const requests = new Map<string, number>();
  for (const pod of pods) {
    const request = requestOf(pod.template, resource, container);
    if (request === null) return null;
    requests.set(String(pod.id), request);
  }
  return requests;
}

function podMetric(context: MetricContext, target: MetricTarget, sample: Sample, resource: string, container: string | null): Proposal {
  const { pods, patience, specReplicas: currentReplicas, tolerances } = context;
  const percent = target.averageUtilization;
  return replicasForPodMetric({
    pods: pods.map(scaledPod),
    samples: samplesOf(context, sample),
    isCpu: resource === 'cpu',
    patience,
    currentReplicas,
    tolerances,
    target:
      percent !== undefined
        ? { percent, requests: requestsOf(pods, resource === 'memory' ? 'memory' : 'cpu', container) }
        : { average: quantityMilli(target.averageValue ?? 0) ?? 0 },
  });
}

function totalMetric(context: MetricContext, name: string, target: MetricTarget): Proposal {
  const usage = context.app === undefined ? null : appSample(name, context.app);
  if (usage === null) return UNKNOWN;
  const { specReplicas, tolerances } = context;
  const active = context.pods.filter((pod) => pod.deletedUs === null);
  const runningAndReady = active.filter((pod) => pod.phase === 'Running' && pod.ready).length;
  const of = target.value !== undefined ? { value: quantityMilli(target.value) ?? 0 } : { average: quantityMilli(target.averageValue ?? 0) ?? 0 };
  return replicasForTotalMetric({ usage, target: of, specReplicas, statusReplicas: active.length, runningAndReady, tolerances });
}

const ofResource =
  (resource: string): Sample =>
  (usage) =>
    resource === 'cpu' ? usage.cpuMilli : resource === 'memory' ? usage.memoryBytes * 1000 : null;

/** What a pod of the world uses is used by its application: other containers are there, and use nothing. */
const ofContainer =
  (resource: string, container: string): Sample =>
  (usage, template) => {
    if (container === template.mainContainer) return ofResource(resource)(usage, template);
    return template.asked.containers.some((one) => one.name === container) ? 0 : null;
  };

export function metricProposal(context: MetricContext, metric: MetricSpec): Proposal {
  const { resource, containerResource, pods, object, external } = metric;
  if (resource !== undefined) return podMetric(context, resource.target, ofResource(resource.name), resource.name, null);
  if (containerResource !== undefined) {
    const { name, container, target } = containerResource;
    return podMetric(context, target, ofContainer(name, container), name, container);
  }
  if (pods !== undefined) return podMetric(context, pods.target, (usage) => podSample(pods.metric.name, usage), '', null);
  if (object !== undefined) return totalMetric(context, object.metric.name, object.target);
  return external === undefined ? UNKNOWN : totalMetric(context, external.metric.name, external.target);
}
