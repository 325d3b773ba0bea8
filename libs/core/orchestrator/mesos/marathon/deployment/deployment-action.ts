import type { AppState } from '../instances/app-state.js';
import type { Instance } from '../instances/instance.js';

/** What one step of a deployment does to one app. */
export interface DeploymentAction {
  readonly app: AppState;
  /** `Scale(App(/shop/web, …), instances=3)` */
  readonly text: string;
  begin(): void;
  changed(instance: Instance): void;
  ended(instance: Instance): void;
  removed(instance: Instance): void;
  readonly isDone: boolean;
}
