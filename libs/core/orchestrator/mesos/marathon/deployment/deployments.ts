import { RandomStream } from '#core/random';
import type { StepContext } from '../../master/step-context.js';
import type { AppState } from '../instances/app-state.js';
import type { Instance } from '../instances/instance.js';
import type { DeploymentAction } from './deployment-action.js';

interface Deployment {
  readonly id: string;
  /** Steps to come; actions within one go on at the same time. */
  readonly steps: (readonly DeploymentAction[])[];
  current: readonly DeploymentAction[];
}

/** Deployments that are under way: each takes its steps in order, the next when all actions of the last are done. */
export class Deployments {
  private readonly running = new Set<Deployment>();
  private readonly actions = new Map<AppState, DeploymentAction>();
  private readonly ids: RandomStream;

  constructor(
    private readonly context: StepContext,
    /** An app that no deployment is at work on any more. */
    private readonly released: (app: AppState) => void,
    seed: number | string,
  ) {
    this.ids = new RandomStream(seed, 'mesos/deployments');
  }

  /** Begins one; those that touch any of its apps are given up, as with `force=true`. */
  begin(steps: readonly (readonly DeploymentAction[])[]): void {
    const apps = new Set(steps.flat().map((action) => action.app));
    for (const other of [...this.running]) if (this.touches(other, apps)) this.cancel(other, apps);
    const deployment: Deployment = {
      id: this.ids
        .integer(2 ** 32)
        .toString(16)
        .padStart(8, '0'),
      steps: [...steps],
      current: [],
    };
    this.running.add(deployment);
    for (const app of apps) app.locked = true;
    const plan = steps.map((step, index) => `step ${index + 1}: ${step.map((action) => action.text).join(', ')}`).join('; ');
    this.context.note('rollout-started', deployment.id, `DeploymentPlan id=${deployment.id} ${plan}`);
    this.next(deployment);
  }

  actionOn(app: AppState): DeploymentAction | undefined {
    return this.actions.get(app);
  }

  changed(instance: Instance): void {
    this.actions.get(instance.app)?.changed(instance);
  }

  ended(instance: Instance): void {
    this.actions.get(instance.app)?.ended(instance);
  }

  removed(instance: Instance): void {
    this.actions.get(instance.app)?.removed(instance);
  }

  /** Goes on wherever a step is done. */
  advance(): void {
    for (const deployment of [...this.running]) if (deployment.current.every((action) => action.isDone)) this.next(deployment);
  }

  private next(deployment: Deployment): void {
    for (const { app } of deployment.current) this.release(app);
    const step = deployment.steps.shift();
    if (step === undefined) {
      this.running.delete(deployment);
      this.context.note('rollout-finished', deployment.id, `Deployment ${deployment.id} has been finished`);
      return;
    }
    deployment.current = step;
    for (const action of step) this.actions.set(action.app, action);
    for (const action of step) action.begin();
    if (step.every((action) => action.isDone)) this.next(deployment);
  }

  private touches({ current, steps }: Deployment, apps: ReadonlySet<AppState>): boolean {
    return [...current, ...steps.flat()].some((action) => apps.has(action.app));
  }

  private cancel(deployment: Deployment, kept: ReadonlySet<AppState>): void {
    this.running.delete(deployment);
    this.context.note('rollout-stalled', deployment.id, `Deployment ${deployment.id} was cancelled by a newer one`);
    for (const { app } of [...deployment.current, ...deployment.steps.flat()]) {
      if (kept.has(app)) this.actions.delete(app);
      else this.release(app);
    }
  }

  private release(app: AppState): void {
    app.locked = false;
    this.actions.delete(app);
    this.released(app);
  }
}
