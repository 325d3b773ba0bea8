import type { Application, Scenario, ScenarioPreview } from '#core/scenario';
import { onDemandFirst } from './priced-pools.js';
import type { ReferenceProfile } from './reference-profile.js';
import { sizeOfService } from './size-of-service.js';

const DEFAULT_TARGET = 80;
const PORT = 8080;

/** Deployment, Service, autoscaler and budget of one service. */
export function serviceObjects(app: Application, preview: ScenarioPreview, profile: ReferenceProfile, scenario: Scenario): readonly object[] {
  const { name } = app;
  const size = sizeOfService(app, preview, profile.targetPercent ?? DEFAULT_TARGET, profile.podCpuMilli);
  const replicas = Math.max(profile.careful ? 3 : 2, Math.ceil(size.replicasAtMean * profile.floor));
  const most = Math.max(replicas, Math.floor(cores(scenario) / size.podCpuMilli));
  const matchLabels = { app: name };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: matchLabels },
    spec: {
      replicas,
      selector: { matchLabels },
      ...(profile.careful ? { strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } }, minReadySeconds: 5 } : {}),
      template: { metadata: { labels: matchLabels }, spec: podSpec(app, size.podCpuMilli, size.memoryMi, profile, scenario) },
    },
  };
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: matchLabels, ports: [{ port: 80, targetPort: PORT }] } };
  const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name }, spec: { maxUnavailable: '25%', selector: { matchLabels } } };
  const autoscaler = profile.targetPercent === null ? [] : [autoscalerOf(name, replicas, most, profile.targetPercent, profile.scaleUp)];
  return [deployment, service, ...autoscaler, ...(profile.careful ? [budget] : [])];
}

const cores = (scenario: Scenario): number => scenario.cluster.pools.reduce((sum, pool) => sum + pool.max * pool.allocatable.cpuMilli, 0);

function podSpec(app: Application, cpuMilli: number, memoryMi: number, profile: ReferenceProfile, scenario: Scenario): object {
  const check = { httpGet: { path: '/healthz', port: PORT } };
  const quick = { startupProbe: { ...check, periodSeconds: 1, failureThreshold: 60 }, readinessProbe: { ...check, periodSeconds: 2, failureThreshold: 2 } };
  const container = {
    name: app.name,
    image: `regatta/${app.name}`,
    ports: [{ containerPort: PORT }],
    resources: { requests: { cpu: `${cpuMilli}m`, memory: `${memoryMi}Mi` }, limits: { memory: `${2 * memoryMi}Mi` } },
    ...(profile.probes === 'quick' ? quick : { readinessProbe: check }),
    ...(profile.careful ? { lifecycle: { preStop: { sleep: { seconds: 5 } } } } : {}),
  };
  return {
    ...(profile.priced ? { priorityClassName: 'serving', ...onDemandFirst(scenario, false) } : {}),
    ...(profile.spread === 'none' ? {} : { topologySpreadConstraints: spreadOf(app.name, profile.spread) }),
    ...(profile.tolerationSeconds === 300 ? {} : { tolerations: givenUpAfter(profile.tolerationSeconds) }),
    containers: [container],
  };
}

function spreadOf(app: string, how: ReferenceProfile['spread']): readonly object[] {
  const over = (topologyKey: string, maxSkew: number) => ({
    maxSkew,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { app } },
  });
  const zones = over('topology.kubernetes.io/zone', 1);
  return how === 'zones' ? [zones] : [zones, over('kubernetes.io/hostname', 2)];
}

export const givenUpAfter = (seconds: number): readonly object[] =>
  ['not-ready', 'unreachable'].map((what) => ({
    key: `node.kubernetes.io/${what}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: seconds,
  }));

function autoscalerOf(name: string, minReplicas: number, maxReplicas: number, averageUtilization: number, scaleUp: ReferenceProfile['scaleUp']): object {
  const fast = {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      policies: [
        { type: 'Percent', value: 200, periodSeconds: 15 },
        { type: 'Pods', value: 12, periodSeconds: 15 },
      ],
      selectPolicy: 'Max',
    },
  };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas,
      maxReplicas,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }],
      ...(scaleUp === 'fast' ? { behavior: fast } : {}),
    },
  };
}
