import type { DaemonSet, Deployment } from 'kubernetes-types/apps/v1';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import type { Container, PodSpec, Probe } from 'kubernetes-types/core/v1';
import { quantityMilli, quantityValue, SECOND } from '#core/units';
import type { KubernetesEntry, KubernetesObject, Place } from '../entry.js';
import { ruleOfAutoscaler } from './horizontal-autoscaler.js';
import type { EntryIntent, HealthIntent, NodeKey, NodeRequirement, SpreadIntent, WorkloadIntent } from './intent.js';
import type { Losses } from './losses.js';

type Lose = (what: string, why: string) => void;
const WORKLOADS = ['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'];
const SILENT = ['Service', 'Namespace', 'ConfigMap', 'HorizontalPodAutoscaler'];

export function fromKubernetes(entry: KubernetesEntry, losses: Losses): EntryIntent {
  const placed = entry.objects.map((object, index) => ({ object, place: entry.places[index] as Place }));
  if (entry.schedulerConfiguration !== null)
    losses.add(
      { file: entry.files[0]?.path ?? '', line: 1, column: 1 },
      'the KubeSchedulerConfiguration',
      'no other orchestrator lets its scheduler be configured',
    );
  for (const { object, place } of placed) {
    const kind = object.kind ?? '';
    if (kind === 'PodDisruptionBudget') losses.add(place, `PodDisruptionBudget ${object.metadata?.name}`, 'drains are not held back elsewhere');
    else if (kind === 'PriorityClass') losses.add(place, `PriorityClass ${object.metadata?.name}`, 'nobody is preempted elsewhere');
    else if (!WORKLOADS.includes(kind) && !SILENT.includes(kind)) losses.add(place, kind, 'it has no counterpart');
  }
  return {
    workloads: placed.filter(({ object }) => WORKLOADS.includes(object.kind ?? '')).map(({ object, place }) => workloadOf(object, place, losses)),
    autoscalers: placed.flatMap(({ object, place }) =>
      object.kind === 'HorizontalPodAutoscaler' ? ruleOfAutoscaler(object as HorizontalPodAutoscaler, place, losses) : [],
    ),
  };
}

const specOf = (object: KubernetesObject): unknown => (object as { spec?: unknown }).spec ?? {};

function podSpecOf(object: KubernetesObject): PodSpec {
  const spec = specOf(object) as PodSpec & { template?: { spec?: PodSpec }; jobTemplate?: { spec?: { template?: { spec?: PodSpec } } } };
  if (object.kind === 'Pod') return spec;
  return (spec.template?.spec ?? spec.jobTemplate?.spec?.template?.spec) as PodSpec;
}

function workloadOf(object: KubernetesObject, place: Place, losses: Losses): WorkloadIntent {
  const name = object.metadata?.name ?? '';
  const lose: Lose = (what, why) => losses.add(place, `${object.kind} ${name}: ${what}`, why);
  const pod = podSpecOf(object);
  const main = pod.containers.find((one) => one.image?.startsWith('regatta/')) ?? (pod.containers[0] as Container);
  sayLosses(object, pod, main, lose);
  const requests = { ...main.resources?.limits, ...main.resources?.requests };
  const limits = main.resources?.limits ?? {};
  const image = main.image ?? '';
  const counts = specOf(object) as { replicas?: number; parallelism?: number };
  const replicas = counts.replicas ?? counts.parallelism ?? 1;
  return {
    name,
    app: image.replace(/^regatta\//, '').replace(/:.*$/, ''),
    image,
    mode: object.kind === 'DaemonSet' ? 'every-node' : object.kind === 'Job' || object.kind === 'CronJob' ? 'job' : 'replicas',
    replicas,
    cpuMilli: quantityMilli(requests['cpu'] ?? '0') ?? 0,
    memoryBytes: quantityValue(requests['memory'] ?? '0') ?? 0,
    gpus: quantityValue(requests['nvidia.com/gpu'] ?? '0') ?? 0,
    cpuLimitMilli: limits['cpu'] === undefined ? null : (quantityMilli(limits['cpu']) ?? null),
    memoryLimitBytes: limits['memory'] === undefined ? null : (quantityValue(limits['memory']) ?? null),
    requires: requiresOf(pod, lose),
    spread: (pod.topologySpreadConstraints ?? []).map(
      ({ topologyKey, whenUnsatisfiable, maxSkew }): SpreadIntent => ({ key: keyOf(topologyKey), hard: whenUnsatisfiable === 'DoNotSchedule', maxSkew }),
    ),
    mostPerHost: (pod.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).some((term) => keyOf(term.topologyKey) === 'host')
      ? 1
      : null,
    health: healthOf(main),
    graceUs: (pod.terminationGracePeriodSeconds ?? 30) * SECOND,
    update: updateOf(object as Deployment, replicas),
    after: [],
    place,
  };
}

function sayLosses(object: KubernetesObject, pod: PodSpec, main: Container, lose: Lose): void {
  if (object.kind === 'StatefulSet') lose('identity and order of its pods', 'replicas are all alike elsewhere');
  if (pod.containers.length > 1) lose(`${pod.containers.length - 1} more containers`, 'a task is one container elsewhere');
  if ((pod.initContainers ?? []).length > 0) lose('init containers', 'a task is one container elsewhere');
  if ((pod.tolerations ?? []).length > 0) lose('tolerations', 'taints are not known elsewhere; how long an unreachable node is waited for is fixed there');
  if (pod.affinity?.podAffinity !== undefined) lose('podAffinity', 'placement beside other workloads cannot be asked for elsewhere');
  if (pod.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution !== undefined)
    lose('preferred node affinity', 'nodes are not scored elsewhere');
  if (pod.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution !== undefined)
    lose('preferred anti-affinity', 'nodes are not scored elsewhere');
  if (pod.priorityClassName !== undefined) lose(`priorityClassName ${pod.priorityClassName}`, 'nobody is preempted elsewhere');
  if (main.lifecycle?.preStop !== undefined) lose('the preStop hook', 'a task is only asked to end elsewhere');
  if (main.livenessProbe !== undefined && main.readinessProbe !== undefined) lose('a liveness probe of its own', 'one check says both elsewhere');
}

const keyOf = (key: string): NodeKey =>
  key === 'kubernetes.io/hostname'
    ? 'host'
    : key === 'topology.kubernetes.io/zone'
      ? 'zone'
      : key === 'topology.kubernetes.io/region'
        ? 'region'
        : { label: key };

function requiresOf(pod: PodSpec, lose: Lose): readonly NodeRequirement[] {
  const selected = Object.entries(pod.nodeSelector ?? {}).map(([key, value]): NodeRequirement => ({ key: keyOf(key), is: 'in', values: [value] }));
  const terms = pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (terms.length > 1) lose(`${terms.length - 1} more node selector terms`, 'alternatives cannot be given elsewhere');
  const is: Readonly<Record<string, NodeRequirement['is']>> = { In: 'in', NotIn: 'not-in', Exists: 'present', DoesNotExist: 'absent' };
  const required = (terms[0]?.matchExpressions ?? []).flatMap(({ key, operator, values = [] }): readonly NodeRequirement[] => {
    const how = is[operator];
    if (how === undefined) lose(`${key} ${operator}`, 'labels are not compared as numbers elsewhere');
    return how === undefined ? [] : [{ key: keyOf(key), is: how, values }];
  });
  return [...selected, ...required];
}

function healthOf({ readinessProbe, livenessProbe, startupProbe }: Container): HealthIntent | null {
  const probe: Probe | undefined = readinessProbe ?? livenessProbe;
  if (probe === undefined) return null;
  const { periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3, initialDelaySeconds = 0 } = probe;
  const start = startupProbe === undefined ? initialDelaySeconds : (startupProbe.periodSeconds ?? 10) * (startupProbe.failureThreshold ?? 3);
  return { intervalUs: periodSeconds * SECOND, timeoutUs: timeoutSeconds * SECOND, failures: failureThreshold, graceUs: start * SECOND };
}

function updateOf(object: Deployment | DaemonSet, replicas: number): WorkloadIntent['update'] {
  const { strategy, minReadySeconds = 0 } = (object.spec ?? {}) as { strategy?: NonNullable<Deployment['spec']>['strategy']; minReadySeconds?: number };
  const { maxSurge = '25%', maxUnavailable = '25%' } = strategy?.rollingUpdate ?? {};
  if (strategy?.type === 'Recreate') return { over: 0, under: 1, settleUs: minReadySeconds * SECOND };
  const share = (value: number | string): number => Math.min(1, typeof value === 'number' ? value / Math.max(1, replicas) : Number.parseInt(value, 10) / 100);
  return { over: share(maxSurge), under: share(maxUnavailable), settleUs: minReadySeconds * SECOND };
}
