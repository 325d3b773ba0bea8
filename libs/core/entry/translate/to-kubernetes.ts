import { stringify } from 'yaml';
import { SECOND } from '#core/units';
import type { EntryFile } from '../entry.js';
import { autoscalerOfRule } from './horizontal-autoscaler.js';
import type { EntryIntent, NodeKey, NodeRequirement, WorkloadIntent } from './intent.js';
import type { Losses } from './losses.js';

const MEBIBYTE = 1024 * 1024;
const PORT = 8080;

export function toKubernetes({ workloads, autoscalers }: EntryIntent, losses: Losses): readonly EntryFile[] {
  const objects: object[] = workloads.flatMap((workload) => [controllerOf(workload, losses), ...(workload.mode === 'job' ? [] : [serviceOf(workload)])]);
  for (const rule of autoscalers) {
    const autoscaler = autoscalerOfRule(rule);
    if (autoscaler === null) losses.add(rule.place, `the policy of ${rule.name}: ${rule.metric}`, 'a HorizontalPodAutoscaler reads CPU or requests of pods');
    else objects.push(autoscaler);
  }
  return [{ path: 'manifests.yaml', text: objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n') }];
}

function controllerOf(workload: WorkloadIntent, losses: Losses): object {
  const { name, mode, replicas, update } = workload;
  if (workload.after.length > 0)
    losses.add(workload.place, `${name}: starts after ${workload.after.join(', ')}`, 'Kubernetes starts everything at once; readiness decides what is sent to');
  const labels = { app: name };
  const template = { metadata: { labels }, spec: podSpec(workload, losses) };
  if (mode === 'job')
    return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, labels }, spec: { parallelism: replicas, completions: replicas, template } };
  const selector = { matchLabels: labels };
  const settle = Math.round(update.settleUs / SECOND);
  const common = { selector, ...(settle > 0 ? { minReadySeconds: settle } : {}) };
  if (mode === 'every-node') return { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name, labels }, spec: { ...common, template } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels }, spec: { replicas, ...common, strategy: strategyOf(workload), template } };
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;

function strategyOf({ update }: WorkloadIntent): object {
  if (update.over === 0 && update.under === 0) return { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  if (update.over === 0 && update.under >= 1) return { type: 'Recreate' };
  return { rollingUpdate: { maxSurge: percent(update.over), maxUnavailable: percent(update.under) } };
}

function podSpec(workload: WorkloadIntent, losses: Losses): object {
  const { name, health, requires, mode } = workload;
  const spread = [...workload.spread];
  const { mostPerHost } = workload;
  if (mostPerHost !== null && mostPerHost > 1) {
    losses.add(workload.place, `${name}: at most ${mostPerHost} on a node`, 'Kubernetes bounds differences, not numbers: a spread over nodes takes its place');
    spread.push({ key: 'host', hard: false, maxSkew: 1 });
  }
  const affinity = {
    ...(requires.length === 0
      ? {}
      : { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: requires.map(expressionOf) }] } } }),
    ...(mostPerHost === 1
      ? { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: { app: name } }, topologyKey: keyOf('host') }] } }
      : {}),
  };
  return {
    ...(mode === 'job' ? { restartPolicy: 'OnFailure' } : {}),
    ...(workload.graceUs === 30 * SECOND ? {} : { terminationGracePeriodSeconds: Math.round(workload.graceUs / SECOND) }),
    ...(Object.keys(affinity).length === 0 ? {} : { affinity }),
    ...(spread.length === 0
      ? {}
      : {
          topologySpreadConstraints: spread.map(({ key, hard, maxSkew }) => ({
            maxSkew,
            topologyKey: keyOf(key),
            whenUnsatisfiable: hard ? 'DoNotSchedule' : 'ScheduleAnyway',
            labelSelector: { matchLabels: { app: name } },
          })),
        }),
    containers: [
      {
        name: 'main',
        image: workload.image,
        ...(mode === 'job' ? {} : { ports: [{ containerPort: PORT }] }),
        resources: resourcesOf(workload),
        ...(health === null ? {} : probesOf(health)),
      },
    ],
  };
}

function resourcesOf({ cpuMilli, memoryBytes, gpus, cpuLimitMilli, memoryLimitBytes }: WorkloadIntent): object {
  const requests = { ...(cpuMilli > 0 ? { cpu: `${cpuMilli}m` } : {}), ...(memoryBytes > 0 ? { memory: bytesText(memoryBytes) } : {}) };
  const limits = {
    ...(cpuLimitMilli === null ? {} : { cpu: `${cpuLimitMilli}m` }),
    ...(memoryLimitBytes === null ? {} : { memory: bytesText(memoryLimitBytes) }),
    ...(gpus > 0 ? { 'nvidia.com/gpu': String(gpus) } : {}),
  };
  return { ...(Object.keys(requests).length > 0 ? { requests } : {}), ...(Object.keys(limits).length > 0 ? { limits } : {}) };
}

const bytesText = (bytes: number): string => (bytes % MEBIBYTE === 0 ? `${bytes / MEBIBYTE}Mi` : String(bytes));
const seconds = (us: number): number => Math.max(1, Math.round(us / SECOND));

function probesOf({ intervalUs, timeoutUs, failures, graceUs }: NonNullable<WorkloadIntent['health']>): object {
  const httpGet = { path: '/healthz', port: PORT };
  const probe = { httpGet, periodSeconds: seconds(intervalUs), timeoutSeconds: seconds(timeoutUs), failureThreshold: failures };
  const startup = graceUs === 0 ? {} : { startupProbe: { httpGet, periodSeconds: 1, failureThreshold: seconds(graceUs) } };
  return { readinessProbe: probe, ...startup };
}

function keyOf(key: NodeKey): string {
  if (key === 'host') return 'kubernetes.io/hostname';
  return typeof key === 'string' ? `topology.kubernetes.io/${key}` : key.label;
}

function expressionOf({ key, is, values }: NodeRequirement): object {
  const operator = { in: 'In', 'not-in': 'NotIn', present: 'Exists', absent: 'DoesNotExist' }[is];
  return { key: keyOf(key), operator, ...(values.length > 0 ? { values } : {}) };
}

const serviceOf = ({ name }: WorkloadIntent): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports: [{ port: 80, targetPort: PORT }] },
});
