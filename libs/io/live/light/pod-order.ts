import type { PodToRun } from '#core/cluster';
import type { Application, DrawnRun, Release } from '#core/scenario';
import type { PodOrder } from '../programs/agent-messages.js';
import type { ClientRule } from '../programs/plan.js';

export interface PodPlace {
  readonly port: number;
  readonly speedMilli: number;
  readonly startupUs: number;
  readonly warm: boolean;
}

/** What a node agent needs of what the control plane and the scenario know. */
export function podOrder(
  pod: PodToRun,
  run: DrawnRun,
  released: ReadonlyMap<string, Release>,
  clients: Readonly<Record<string, ClientRule>>,
  place: PodPlace,
): PodOrder {
  const app = run.applications.find(({ name }) => name === pod.app);
  const version = released.get(pod.image);
  return {
    pod: pod.id,
    image: pod.image,
    warm: place.warm && version === undefined,
    unpackBytesPerSecond: run.cluster.images.unpackBytesPerSecond,
    workload: {
      ...processOf(app, version),
      app: pod.app,
      pod: String(pod.id),
      port: place.port,
      startupUs: Math.ceil((place.startupUs * 1000) / place.speedMilli),
      cpuLimitMilli: pod.cpuLimitMilli,
      idleCpuMilli: pod.work === null ? (app?.idleCpuMilli ?? 0) : 0,
      doomed: false,
      itemCpuUs: itemOf(pod, run),
      clients,
    },
    memoryLimitBytes: pod.memoryLimitBytes,
    restart: pod.restart,
    pullBackoff: pod.pullBackoff,
    startup: pod.startup,
    readiness: pod.readiness,
    liveness: pod.liveness,
    crashMilli: version?.crashMilli ?? 0,
    salt: `${run.seed}/${pod.id}`,
  };
}

/** What every process of an application has in common, whoever runs it. */
export function processOf(app: Application | undefined, version: Release | undefined) {
  return {
    concurrency: app?.concurrency ?? 64,
    backlog: app?.backlog ?? 128,
    idleBytes: app?.memoryIdleBytes ?? 0,
    perRequestBytes: app?.memoryPerRequestBytes ?? 0,
    cpuMilli: version?.cpuMilli ?? 1000,
    errorMilli: version?.errorMilli ?? 0,
  };
}

function itemOf(pod: PodToRun, run: DrawnRun): number | null {
  if (pod.work === null) return null;
  const { job, item } = pod.work;
  return run.jobs.find((one) => one.job === job)?.itemCpuUs[item] ?? 1;
}

/** How clients of each application behave; `dnsName` says where they look for replicas. */
export function clientRules(run: DrawnRun, dnsName: (app: string) => string | null): Readonly<Record<string, ClientRule>> {
  return Object.fromEntries(
    run.applications.map(({ name, timeoutUs, retry, balancer }) => [
      name,
      { timeoutUs, retries: retry.max, backoffUs: retry.backoffUs, balancer, dnsName: dnsName(name) },
    ]),
  );
}
