import type { Entry, PluginEntry } from '#core/entry';
import type { ControlPlane } from '#core/orchestrator';
import { createKubernetesControlPlane } from '#core/orchestrator/kubernetes';
import { configurationWithExtenders } from '#core/orchestrator/kubernetes/scheduler/extender';
import { MesosControlPlane } from '#core/orchestrator/mesos';
import { type ContestantProcess, defaultWorkloads, extenderDesk, PluginControlPlane } from '#core/orchestrator/plugin';
import { SwarmControlPlane } from '#core/orchestrator/swarm';
import type { DrawnRun } from '#core/scenario';
import { NEVER } from '#core/units';

/** The orchestrator an entry configures, or null while its division has none here. */
export function controlPlaneFor(entry: Entry, run: DrawnRun, contestant: ContestantProcess | undefined): ControlPlane | null {
  switch (entry.division) {
    case 'kubernetes':
      return createKubernetesControlPlane({
        objects: entry.objects,
        seed: run.seed,
        schedulerConfiguration: entry.schedulerConfiguration,
        batchApps: batchAppsOf(run),
      });
    case 'swarm':
      return new SwarmControlPlane({ services: entry.services, autoscalers: entry.autoscalers, seed: run.seed, batchApps: batchAppsOf(run) });
    case 'mesos':
      return new MesosControlPlane({
        apps: entry.marathonApps,
        weights: entry.weights,
        quotas: entry.quotas,
        autoscalers: entry.autoscalers,
        seed: run.seed,
        batchApps: batchAppsOf(run),
      });
    case 'scheduler':
      return contestant === undefined ? null : pluginControlPlane(entry, run, contestant);
  }
}

function pluginControlPlane(entry: PluginEntry, run: DrawnRun, process: ContestantProcess): ControlPlane {
  const { seed, applications } = run;
  const called = new Set(applications.flatMap((app) => app.calls.map((call) => call.to)));
  const hasTraffic = (name: string) => called.has(name) || run.arrivals(applications.findIndex((app) => app.name === name)).nextArrivalUs() < NEVER;
  const objects = entry.workloads?.objects ?? defaultWorkloads(applications, hasTraffic);
  if (entry.runtime === 'extender')
    return createKubernetesControlPlane({
      objects,
      seed,
      schedulerConfiguration: configurationWithExtenders(entry.workloads?.schedulerConfiguration ?? {}, entry.extenders),
      batchApps: applications.filter((app) => app.kind === 'batch').map((app) => app.name),
      extenders: extenderDesk(process, entry.extenders),
    });
  return new PluginControlPlane({ process, objects, seed, applications, pools: run.cluster.pools });
}

const batchAppsOf = (run: DrawnRun): readonly string[] => run.applications.filter((app) => app.kind === 'batch').map((app) => app.name);
