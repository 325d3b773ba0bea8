import type { Application, NodePool } from '#core/scenario';
import type { Action } from '../action.js';
import type { ControlPlane } from '../control-plane.js';
import { KubernetesControlPlane, type KubernetesObject } from '../kubernetes/index.js';
import type { WorldEvent } from '../world-event.js';
import type { ContestantProcess } from './contestant-process.js';
import { PluginPlacer } from './plugin-placer.js';
import { PluginView } from './plugin-view.js';

export interface PluginOptions {
  readonly process: ContestantProcess;
  /** What runs the applications: manifests of the entry, or `defaultWorkloads`. */
  readonly objects: readonly KubernetesObject[];
  readonly seed: number | string;
  readonly applications: readonly Pick<Application, 'name' | 'kind' | 'slo'>[];
  readonly pools: readonly Pick<NodePool, 'name' | 'count' | 'min' | 'max'>[];
}

/** The controllers of Kubernetes with a plugin as their scheduler. Throws `ContestantFault` when the plugin ends the run. */
export class PluginControlPlane implements ControlPlane {
  private readonly placer: PluginPlacer;
  private readonly controllers: KubernetesControlPlane;

  constructor({ process, objects, seed, applications, pools }: PluginOptions) {
    this.placer = new PluginPlacer(process, new PluginView(seed, applications, pools));
    const batchApps = applications.filter((app) => app.kind === 'batch').map((app) => app.name);
    this.controllers = new KubernetesControlPlane({ objects, seed, batchApps }, this.placer);
  }

  get wakeAtUs(): number {
    return this.controllers.wakeAtUs;
  }

  step(nowUs: number, events: readonly WorldEvent[]): readonly Action[] {
    this.placer.startStep(nowUs);
    this.placer.observe(events);
    return this.controllers.step(nowUs, events);
  }
}
