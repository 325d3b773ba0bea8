import fc from 'fast-check';
import type { KubernetesObject } from '#core/entry';
import type { SmallScenario } from './small-scenario.js';

type Block = Record<string, unknown>;
const ZONES = ['a', 'b'];

const seconds = (min: number, max: number): fc.Arbitrary<string> => fc.integer({ min, max }).map((value) => `${value}s`);

const application = fc.record({
  image: fc.record({ size: fc.constantFrom('20Mi', '400Mi'), shared: fc.constantFrom('1Mi', '10Mi') }),
  startup: fc.constantFrom<unknown>('0s', '2s', { lognormal: { median: '3s', cv: 0.5 } }),
  cpuPerRequest: fc.constantFrom<unknown>('5ms', '80ms', { exponential: { mean: '20ms' } }, { lognormal: { median: '10ms', cv: 2 } }),
  waitPerRequest: fc.constantFrom<unknown>('0s', { exponential: { mean: '10ms' } }),
  idleCpu: fc.constantFrom('0', '20m'),
  memory: fc.constantFrom<unknown>({ idle: '64Mi' }, { idle: '64Mi', perRequest: '8Mi' }),
  concurrency: fc.constantFrom(1, 4, 64),
  backlog: fc.constantFrom(0, 3, 128),
  timeout: fc.constantFrom('300ms', '2s'),
  retry: fc.constantFrom<unknown>({ max: 0, backoff: '0s' }, { max: 2, backoff: '50ms' }, { max: 1, backoff: '0s' }),
  balancer: fc.constantFrom('round-robin', 'random', 'least-outstanding', 'power-of-two'),
});

const fault = fc.oneof(
  fc.record({ nodeCrash: fc.record({ count: fc.integer({ min: 1, max: 2 }) }) }),
  fc.record({ zoneOutage: fc.record({ zone: fc.constantFrom(...ZONES), stagger: fc.constantFrom('0s', '3s') }) }),
  fc.record({ partition: fc.record({ count: fc.constant(1), cut: fc.constantFrom('control-plane', 'all') }) }),
  fc.record({ slowNode: fc.record({ speed: fc.constantFrom('0.1x', '0.5x') }) }),
  fc.record({ flakyNode: fc.record({ errors: fc.constantFrom(0.1, 1), extraLatency: fc.constantFrom('0s', '100ms') }) }),
  fc.record({ spotReclaim: fc.record({ notice: fc.constantFrom('0s', '30s') }) }),
  fc.record({ drain: fc.record({ count: fc.constant(2), batch: fc.constant(1), gap: fc.constant('5s'), reboot: fc.boolean() }) }),
  fc.record({ registrySlow: fc.record({ bandwidth: fc.constantFrom('0.05x', '0.5x') }) }),
  fc.record({ crashLoop: fc.record({ app: fc.constant('web'), probability: fc.constantFrom(0.3, 1) }) }),
  fc.record({ staleView: fc.record({ lag: seconds(1, 30) }) }),
  fc.record({ stockOut: fc.record({ pool: fc.constant('pool-0') }) }),
);
const timedFault = fc
  .record({ effect: fault, at: fc.integer({ min: 0, max: 110 }), lasts: fc.option(seconds(0, 60), { nil: undefined }) })
  .map(({ effect, at, lasts }): Block => ({ ...effect, at: `${at}s`, ...(lasts === undefined ? {} : { for: lasts }) }));

/** A small cluster with up to two services and a batch application, any load, any faults: two minutes of it. */
export const randomScenario: fc.Arbitrary<SmallScenario> = fc
  .record({
    nodes: fc.integer({ min: 1, max: 5 }),
    cores: fc.constantFrom(1, 4),
    web: application,
    api: application,
    calls: fc.constantFrom<Block[]>(
      [],
      [{ to: 'api' }],
      [
        { to: 'api', times: 2, parallel: true },
        { to: 'api', probability: 0.4 },
      ],
    ),
    rate: fc.constantFrom('2/s', '30/s'),
    warm: fc.boolean(),
    jobs: fc.boolean(),
    faults: fc.array(timedFault, { maxLength: 4 }),
    status: fc.constantFrom('0s', '100ms', '2s'),
    cache: fc.constantFrom('450Mi', '40Gi'),
  })
  .map(({ nodes, cores, web, api, calls, rate, warm, jobs, faults, status, cache }) => ({
    clock: { horizon: '120s', window: '10s', warmup: '5s' },
    zones: ZONES,
    pools: [{ count: nodes, max: nodes + 2, min: 0, zones: ZONES, shape: { cpu: cores, memory: '2Gi', pods: 12 }, spot: true, provisioning: '20s' }],
    cluster: {
      images: { warm, cache, registry: '400Mbit/s' },
      lags: { status, route: '500ms', heartbeat: '5s', metrics: '10s' },
      interference: { from: 0.6, slowdown: 1.5 },
    },
    apps: [
      { ...web, calls },
      { ...api, name: 'api' },
      ...(jobs
        ? [{ name: 'etl', startup: '1s', memory: { idle: '32Mi' }, jobs: { every: '25s', items: 3, itemCpu: { exponential: { mean: '8s' } }, parallelism: 2 } }]
        : []),
    ],
    load: { web: { rate } },
    faults: faults.map((one, index) => ({ name: `fault-${index}`, ...one })),
  }));

const probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 2 };

function deployment(
  name: string,
  of: { readonly replicas: number; readonly cpu: string; readonly limits: boolean; readonly probes: boolean; readonly surge: number },
): KubernetesObject {
  const container = {
    name,
    image: `regatta/${name}:1`,
    resources: { requests: { cpu: of.cpu, memory: '128Mi' }, ...(of.limits ? { limits: { cpu: of.cpu, memory: '256Mi' } } : {}) },
    ...(of.probes ? { readinessProbe: probe, livenessProbe: { ...probe, failureThreshold: 2 } } : {}),
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: of.replicas,
      strategy: { rollingUpdate: { maxSurge: of.surge, maxUnavailable: 1 - Math.min(1, of.surge) } },
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [container], terminationGracePeriodSeconds: 5 } },
    },
  } as unknown as KubernetesObject;
}

const service = (name: string): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: name }, ports: [{ port: 80 }] } }) as unknown as KubernetesObject;
const autoscaler = (name: string): KubernetesObject =>
  ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: 1,
      maxReplicas: 8,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
    },
  }) as unknown as KubernetesObject;
const batchPattern = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'etl' },
  spec: {
    template: {
      spec: { restartPolicy: 'Never', containers: [{ name: 'etl', image: 'regatta/etl:1', resources: { requests: { cpu: '500m', memory: '64Mi' } } }] },
    },
  },
} as unknown as KubernetesObject;

/** Manifests for `randomScenario`. */
export const randomManifests: fc.Arbitrary<readonly KubernetesObject[]> = fc
  .record({
    replicas: fc.integer({ min: 0, max: 9 }),
    cpu: fc.constantFrom('50m', '300m', '900m'),
    limits: fc.boolean(),
    probes: fc.boolean(),
    surge: fc.integer({ min: 0, max: 2 }),
    scales: fc.boolean(),
  })
  .map((of) => [
    deployment('web', of),
    service('web'),
    deployment('api', { ...of, replicas: 2 }),
    service('api'),
    ...(of.scales ? [autoscaler('web')] : []),
    batchPattern,
  ]);

const workload = fc.record({
  replicas: fc.integer({ min: 0, max: 6 }),
  cpus: fc.constantFrom('0.05', '0.3', '0.9'),
  limits: fc.boolean(),
  checks: fc.boolean(),
  surge: fc.boolean(),
});

/** A stack file for `randomScenario`. */
export const randomStack: fc.Arbitrary<string> = workload.map(({ replicas, cpus, limits, checks, surge }) => {
  const service = (name: string, count: number): Block => ({
    image: `regatta/${name}:1`,
    stop_grace_period: '5s',
    ...(checks ? { healthcheck: { test: ['CMD', 'check'], interval: '2s', timeout: '1s', retries: 2 } } : {}),
    deploy: {
      replicas: count,
      resources: { reservations: { cpus, memory: '128M' }, ...(limits ? { limits: { cpus, memory: '256M' } } : {}) },
      update_config: { parallelism: 1, order: surge ? 'start-first' : 'stop-first' },
    },
  });
  return JSON.stringify({ version: '3.9', services: { web: service('web', replicas), api: service('api', 2) } });
});

/** Marathon apps for `randomScenario`. */
export const randomMarathonApps: fc.Arbitrary<string> = workload.map(({ replicas, cpus, checks, surge }) => {
  const check = { protocol: 'MESOS_HTTP', path: '/', intervalSeconds: 2, timeoutSeconds: 1, maxConsecutiveFailures: 2, gracePeriodSeconds: 5 };
  const app = (name: string, instances: number): Block => ({
    id: `/${name}`,
    instances,
    cpus: Number(cpus),
    mem: 128,
    container: { type: 'DOCKER', docker: { image: `regatta/${name}:1` } },
    ...(checks ? { healthChecks: [check] } : {}),
    upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: surge ? 1 : 0 },
  });
  return JSON.stringify({ id: '/', apps: [app('web', replicas), app('api', 2)] });
});
