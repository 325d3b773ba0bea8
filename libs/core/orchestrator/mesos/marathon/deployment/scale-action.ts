import type { AppState } from '../instances/app-state.js';
import { isConsideredHealthy, isReady } from '../instances/instance.js';
import type { AppScaler } from '../scaling/app-scaler.js';
import type { DeploymentAction } from './deployment-action.js';

/** Starts an app, or changes the number of its instances: done when as many as wanted run, are well and ready. */
export class ScaleAction implements DeploymentAction {
  readonly text: string;

  constructor(
    readonly app: AppState,
    private readonly scaler: AppScaler,
  ) {
    const { id, image, role } = app.spec.app;
    this.text = `Scale(App(${id}, image="${image}", role = ${role}), instances=${app.wanted})`;
  }

  begin(): void {
    this.scaler.scale(this.app);
  }

  changed(): void {}

  /** What is unreachable and inactive is started anew while the deployment goes on. */
  ended(): void {
    this.scaler.scale(this.app);
  }

  removed(): void {
    this.scaler.scale(this.app);
  }

  get isDone(): boolean {
    let up = 0;
    for (const instance of this.app.instances) if (instance.condition === 'Running' && isConsideredHealthy(instance) && isReady(instance)) up++;
    return up >= this.app.wanted;
  }
}
