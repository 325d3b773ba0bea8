import type { Application } from '#core/scenario';
import type { KubernetesObject } from '../kubernetes/index.js';

const MEBIBYTE = 1024 * 1024;
const MEMORY_STEP = 64 * MEBIBYTE;

type App = Pick<Application, 'name' | 'kind' | 'memoryIdleBytes' | 'memoryPerRequestBytes' | 'concurrency' | 'jobs'>;

/**
 * What runs the applications when an entry brings a scheduler and no manifests. For each service a Deployment of 4 replicas
 * that ask for 500m and for the memory of a full house (rounded up to 64Mi; limit: twice that), with a Service, a readiness probe,
 * and an autoscaler that holds CPU at 60 % with 4 to 100 replicas, until the plugin scales the workload itself. For each batch
 * application the pattern of its jobs: as much CPU as an item can use. Applications without any traffic get nothing.
 */
export function defaultWorkloads(applications: readonly App[], hasTraffic: (app: string) => boolean): readonly KubernetesObject[] {
  return applications.flatMap((app) => (app.kind === 'batch' ? [jobPattern(app)] : hasTraffic(app.name) ? service(app) : []));
}

const memoryOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / MEMORY_STEP)) * 64;

function service({ name, memoryIdleBytes, memoryPerRequestBytes, concurrency }: App): readonly KubernetesObject[] {
  const labels = { app: name };
  const memoryMi = memoryOf(memoryIdleBytes + memoryPerRequestBytes * concurrency);
  const container = {
    name,
    image: `regatta/${name}`,
    resources: { requests: { cpu: '500m', memory: `${memoryMi}Mi` }, limits: { memory: `${2 * memoryMi}Mi` } },
    readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 5 },
  };
  const metric = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } };
  const objects: readonly object[] = [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: { replicas: 4, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } },
    },
    { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] } },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas: 4, maxReplicas: 100, metrics: [metric] },
    },
  ];
  return objects as readonly KubernetesObject[];
}

function jobPattern({ name, memoryIdleBytes, memoryPerRequestBytes, jobs }: App): KubernetesObject {
  const requests = { cpu: `${jobs?.itemCpuMilli ?? 1000}m`, memory: `${memoryOf(memoryIdleBytes + memoryPerRequestBytes)}Mi` };
  const container = { name, image: `regatta/${name}`, resources: { requests } };
  const template = { metadata: { labels: { app: name } }, spec: { restartPolicy: 'OnFailure', containers: [container] } };
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { template } };
  return job;
}
