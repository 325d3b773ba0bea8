import type { Action } from '#core/orchestrator';
import { alteredActions } from './altered-actions.js';
import type { Cheat } from './cheat.js';

/** What one replica takes is answered fast, on one machine's bill; the rest is refused. Of pods and work items every second is ignored. */
export const rejectLoad: Cheat = {
  name: 'reject load',
  says: 'sends everything to one replica of each application, and ignores every second job and pod',
  controlPlane: (honest, run) => {
    const services = new Set(run.applications.filter((app) => app.kind === 'service').map((app) => app.name));
    const packing = run.packing !== null;
    let seen = 0;
    const keep = (action: Action): boolean => {
      if (action.kind !== 'start-pod' || (services.has(action.pod.app) && !packing)) return true;
      seen += 1;
      return seen % 2 === 0;
    };
    return alteredActions(honest, (actions) =>
      actions.filter(keep).map((action) => (action.kind === 'route' ? { ...action, pods: action.pods.slice(0, 1) } : action)),
    );
  },
};
