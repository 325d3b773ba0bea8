import type { PodId, PodToRun } from '#core/cluster';
import type { Condition } from '../scaling/kill-order.js';
import type { AppState } from './app-state.js';
import type { RunSpec } from './run-spec.js';
import type { Task } from './task.js';

/** An instance of an app as Marathon tracks it: it outlives its tasks, each of which is one more incarnation. */
export interface Instance {
  readonly app: AppState;
  /** `shop_web.instance-3f9c…` */
  readonly name: string;
  /** The configuration it is of, or was launched with. */
  spec: RunSpec;
  /** Of a batch job: the item it works on. */
  readonly work: PodToRun['work'];
  incarnation: number;
  /** Number of the task to come or that is there. */
  pod: PodId;
  task: Task | null;
  condition: Condition;
  /** Running: a task that ends is replaced. Decommissioned: it goes with its task. */
  goal: 'Running' | 'Decommissioned';
  /** Since when it is staged, starting or active. */
  sinceUs: number | null;
  unreachableSinceUs: number | null;
  /** What health checks say; null: they have not said anything yet, or there are none. */
  healthy: boolean | null;
  /** What the agent said last of the task. */
  agentReady: boolean;
  /** Its readiness check has passed once. */
  ready: boolean;
}

export function newInstance(app: AppState, name: string, work: PodToRun['work']): Instance {
  return {
    app,
    name,
    spec: app.spec,
    work,
    incarnation: 0,
    pod: 0,
    task: null,
    condition: 'Scheduled',
    goal: 'Running',
    sinceUs: null,
    unreachableSinceUs: null,
    healthy: null,
    agentReady: false,
    ready: false,
  };
}

/** One more incarnation, in the configuration the app has now. */
export function startOver(instance: Instance): void {
  instance.spec = instance.app.spec;
  instance.incarnation++;
  instance.condition = 'Scheduled';
  instance.sinceUs = null;
  instance.unreachableSinceUs = null;
  instance.healthy = null;
  instance.agentReady = false;
  instance.ready = false;
}

export const hasHealthChecks = ({ spec }: Instance): boolean => spec.app.healthChecks.length > 0;

/** As deployments count it: without health checks, all are. */
export const isConsideredHealthy = (instance: Instance): boolean => !hasHealthChecks(instance) || instance.healthy === true;

/** What a load balancer sends to. */
export const isServing = (instance: Instance): boolean => instance.condition === 'Running' && isConsideredHealthy(instance);

export const isReady = (instance: Instance): boolean => instance.spec.app.readinessCheck === null || instance.ready;
