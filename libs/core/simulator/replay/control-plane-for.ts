import type { Entry } from '#core/entry';
import type { ControlPlane } from '#core/orchestrator';
import { createKubernetesControlPlane } from '#core/orchestrator/kubernetes';
import type { DrawnRun } from '#core/scenario';

/** The orchestrator an entry configures, or null while its division has none here. */
export function controlPlaneFor(entry: Entry, run: DrawnRun): ControlPlane | null {
  switch (entry.division) {
    case 'kubernetes':
      return createKubernetesControlPlane({
        objects: entry.objects,
        seed: run.seed,
        schedulerConfiguration: entry.schedulerConfiguration,
        batchApps: run.applications.filter((app) => app.kind === 'batch').map((app) => app.name),
      });
    case 'swarm':
    case 'mesos':
    case 'scheduler':
      return null;
  }
}
