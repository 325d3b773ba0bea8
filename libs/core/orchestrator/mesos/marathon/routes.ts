import type { PodId } from '#core/cluster';
import type { Action } from '../../action.js';
import type { AppState } from './instances/app-state.js';
import { isServing } from './instances/instance.js';

/** Keeps, per application, the tasks that its load balancer shall send to: marathon-lb follows every app that runs it. */
export class Routes {
  private readonly apps = new Map<string, Set<AppState>>();
  private readonly routed = new Map<string, readonly PodId[]>();
  private readonly changed = new Set<string>();

  touch(app: AppState): void {
    if (app.kind !== 'app') return;
    const application = app.spec.app.app;
    const apps = this.apps.get(application);
    if (apps === undefined) this.apps.set(application, new Set([app]));
    else apps.add(app);
    this.changed.add(application);
  }

  takeChanges(): readonly Action[] {
    const routes: Action[] = [];
    for (const app of this.changed) {
      const pods: PodId[] = [];
      for (const state of this.apps.get(app) ?? []) for (const instance of state.instances) if (isServing(instance)) pods.push(instance.pod);
      pods.sort((a, b) => a - b);
      const before = this.routed.get(app) ?? [];
      if (pods.length === before.length && pods.every((pod, index) => pod === before[index])) continue;
      this.routed.set(app, pods);
      routes.push({ kind: 'route', app, pods });
    }
    this.changed.clear();
    return routes;
  }
}
