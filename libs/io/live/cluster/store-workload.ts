import type { DrawnRun } from '#core/scenario';
import { workloadImage } from '../images/workload-image.js';
import { processOf } from '../light/pod-order.js';
import type { StartupDraws } from '../light/startup-draws.js';
import { type ClientRule, WORK_PORT, type WorkloadConfig } from '../programs/plan.js';
import type { ClusterListener, LiveCluster } from './live-cluster.js';
import type { SandboxServices } from './sandbox-services.js';

interface Parts {
  readonly run: DrawnRun;
  readonly services: SandboxServices;
  readonly listener: ClusterListener;
  readonly clients: Readonly<Record<string, ClientRule>>;
}

/** The image of an application that a real orchestrator starts: it carries all that its process is told, because nobody else can tell it. */
export async function storeWorkload(
  { run, services, listener, clients }: Parts,
  startups: StartupDraws,
  [app, tag, bytes]: Parameters<LiveCluster['store']>,
): ReturnType<LiveCluster['store']> {
  const application = run.applications.find(({ name }) => name === app);
  const release = run.releases.find((one) => one.app === app && one.image.endsWith(`:${tag}`));
  const workload: WorkloadConfig = {
    ...processOf(application, release),
    app,
    pod: app,
    port: WORK_PORT,
    startupUs: startups.next(app),
    idleCpuMilli: application?.idleCpuMilli ?? 0,
    // The container's own quota holds it.
    cpuLimitMilli: null,
    doomed: false,
    itemCpuUs: null,
    clients,
  };
  const pushed = await services.push({
    name: `regatta/${app}`,
    tag,
    sharedBytes: application?.sharedImageBytes ?? 0,
    ownBytes: Math.max(1, bytes - (application?.sharedImageBytes ?? 0)),
    ...workloadImage(),
    env: [`REGATTA_WORKLOAD=${JSON.stringify(workload)}`],
  });
  listener.stored(pushed.tookUs);
  return pushed;
}
