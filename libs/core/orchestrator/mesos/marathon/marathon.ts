import type { PodId } from '#core/cluster';
import type { MarathonApp } from '#core/entry/mesos';
import { SECOND } from '#core/units';
import type { PodPhase } from '../../world-event.js';
import type { AgentRecord } from '../master/agent-record.js';
import type { MesosMaster, StatusListener } from '../master/mesos-master.js';
import type { StepContext } from '../master/step-context.js';
import { BatchJobs } from './batch-jobs.js';
import type { DeploymentAction } from './deployment/deployment-action.js';
import { Deployments } from './deployment/deployments.js';
import { dependencySteps } from './deployment/dependency-steps.js';
import { RestartAction } from './deployment/restart-action.js';
import { ScaleAction } from './deployment/scale-action.js';
import { HealthWatch } from './health/health-watch.js';
import { AppState } from './instances/app-state.js';
import { hasHealthChecks, type Instance } from './instances/instance.js';
import { InstanceTracker } from './instances/instance-tracker.js';
import { runSpec } from './instances/run-spec.js';
import type { Task, TaskState } from './instances/task.js';
import { LaunchQueue, type LaunchQueueOptions } from './launch/launch-queue.js';
import { Routes } from './routes.js';
import { AppScaler } from './scaling/app-scaler.js';
import { SubmittedPods } from './submitted-pods.js';
import { UnreachableSweep } from './unreachable-sweep.js';

export interface MarathonOptions extends LaunchQueueOptions {
  readonly apps: readonly MarathonApp[];
  /** Applications that get their work by `job-submitted`: an app that runs one of them is its pattern and starts nothing by itself. */
  readonly batchApps: readonly string[];
  /** What a submitted pod is shaped after when no app of the entry runs its application. */
  readonly fallback: (app: string) => MarathonApp;
}

/** `--scale_apps_interval` */
const SCALE_CHECK_US = 300 * SECOND;

/** The Marathon framework: apps, their instances, deployments and health. */
export class Marathon implements StatusListener {
  readonly queue: LaunchQueue;
  readonly routes: Routes;
  readonly jobs: BatchJobs;
  readonly pods: SubmittedPods;
  private readonly apps = new Map<string, AppState>();
  private readonly patterns: Map<string, MarathonApp>;
  private readonly tracker: InstanceTracker;
  private readonly health: HealthWatch;
  private readonly scaler: AppScaler;
  private readonly deployments: Deployments;
  private readonly sweep: UnreachableSweep;
  private versions = 0;

  constructor(
    private readonly context: StepContext,
    private readonly master: MesosMaster,
    private readonly options: MarathonOptions,
  ) {
    this.queue = new LaunchQueue(context, master, { launch: (...launched) => this.tracker.launch(...launched) }, options);
    this.health = new HealthWatch(context, {
      healthChanged: (instance) => this.healthChanged(instance),
      killUnhealthy: (instance, failures) => this.tracker.kill(instance, `Killing ${instance.name}: failed ${failures} consecutive health checks`),
    });
    const listener = {
      changed: (instance: Instance) => this.changed(instance),
      ended: (instance: Instance) => this.ended(instance),
      removed: (instance: Instance) => this.removed(instance),
    };
    this.tracker = new InstanceTracker({ context, master, queue: this.queue, health: this.health, listener }, options.seed);
    this.scaler = new AppScaler(this.tracker);
    this.routes = new Routes();
    this.deployments = new Deployments(context, (app) => this.scaler.scale(app), options.seed);
    this.sweep = new UnreachableSweep(context, this.tracker);
    this.patterns = new Map([...options.apps].reverse().map((app) => [app.app, app]));
    this.jobs = new BatchJobs(context, this.tracker, this.patterns);
    this.pods = new SubmittedPods(context, this.tracker, this.patterns, options.fallback);
  }

  /** POST of everything the entry has: one deployment, in the order of dependencies. */
  start(): void {
    for (const app of this.options.apps) if (!this.options.batchApps.includes(app.app)) this.apps.set(app.id, new AppState(runSpec(app, this.versions), 'app'));
    if (this.apps.size === 0) return;
    this.deploy([...this.apps.values()], (app) => new ScaleAction(app, this.scaler));
    this.context.timers.at(this.context.nowUs + SCALE_CHECK_US, () => this.scaleCheck());
  }

  app(id: string): AppState | undefined {
    return this.apps.get(id);
  }

  /** A new version of an application: every app that runs it gets a new configuration. */
  release(application: string, image: string): void {
    this.versions++;
    const pattern = this.patterns.get(application);
    if (pattern !== undefined) this.patterns.set(application, { ...pattern, image });
    const changed = [...this.apps.values()].filter(({ spec }) => spec.app.app === application && spec.app.image !== image);
    for (const app of changed) app.changeSpec(runSpec({ ...app.spec.app, image }, this.versions));
    if (changed.length === 0) return;
    this.deploy(changed, (app) => (app.wanted === 0 ? new ScaleAction(app, this.scaler) : new RestartAction(app, this.tracker, this.queue)));
  }

  /** PUT of a number of instances; refused while a deployment is at work on the app. */
  scale(id: string, instances: number, text: string): boolean {
    const app = this.apps.get(id);
    if (app === undefined || app.locked) return false;
    app.wanted = instances;
    this.context.note('scaled', id, text);
    this.scaler.scale(app);
    return true;
  }

  /** What is due within this instant beyond timers. */
  settle(): void {
    this.deployments.advance();
  }

  taskStatus(task: Task, state: TaskState, reason: string): void {
    if (task.instance !== null) this.routes.touch(task.instance.app);
    this.tracker.taskStatus(task, state, reason);
  }

  /** What a node agent says of a task, as Mesos would pass it on. */
  podPhase(pod: PodId, phase: PodPhase, exitCode: number, reason: string): void {
    const task = this.master.task(pod);
    if (task === undefined) return;
    switch (phase) {
      case 'pulling':
        return this.taskStatus(task, 'TASK_STAGING', reason);
      case 'starting':
        return this.taskStatus(task, 'TASK_STARTING', reason);
      case 'running':
        return this.taskStatus(task, 'TASK_RUNNING', reason);
      case 'ready':
      case 'unready':
        return this.readiness(task, phase === 'ready');
      case 'pull-failed':
        return this.pullFailed(task, reason);
      case 'succeeded':
        return this.master.ended(task, 'TASK_FINISHED', reason);
      case 'failed':
        return this.master.ended(task, 'TASK_FAILED', exitCode === 0 ? reason : `${reason}, exit code ${exitCode}`);
      case 'gone':
        return this.master.ended(task, task.killed ? 'TASK_KILLED' : 'TASK_GONE', reason);
      case 'restarting':
        return;
    }
  }

  agentSilent(agent: AgentRecord, sinceUs: number): void {
    for (const { instance } of agent.tasks) if (instance !== null) this.health.silent(instance, sinceUs);
  }

  agentHeard(agent: AgentRecord): void {
    for (const { instance } of agent.tasks) if (instance !== null && instance.condition === 'Running') this.health.heard(instance);
  }

  private readiness(task: Task, ready: boolean): void {
    const { instance } = task;
    if (instance === null || instance.task !== task) return;
    instance.agentReady = ready;
    instance.ready ||= ready;
    if (ready) this.health.passed(instance);
    else this.health.failed(instance);
    this.changed(instance);
  }

  /** The fetcher of a Mesos agent does not try again: the task has failed. */
  private pullFailed(task: Task, reason: string): void {
    this.taskStatus(task, 'TASK_FAILED', reason);
    this.master.kill(task);
  }

  private healthChanged(instance: Instance): void {
    if (instance.healthy === true && hasHealthChecks(instance)) this.queue.tokens.add(this.context.nowUs);
    this.changed(instance);
  }

  private changed(instance: Instance): void {
    this.routes.touch(instance.app);
    if (instance.condition === 'Unreachable') this.sweep.watch(instance);
    this.deployments.changed(instance);
  }

  private ended(instance: Instance): void {
    this.routes.touch(instance.app);
    if (instance.condition === 'UnreachableInactive') this.sweep.watch(instance);
    this.deployments.ended(instance);
    if (instance.condition === 'UnreachableInactive' && !instance.app.locked && instance.app.kind === 'app') this.scaler.scale(instance.app);
  }

  private removed(instance: Instance): void {
    this.routes.touch(instance.app);
    this.jobs.removed(instance);
    this.deployments.removed(instance);
    if (!instance.app.locked && instance.app.kind === 'app') this.scaler.scale(instance.app);
  }

  private deploy(apps: readonly AppState[], action: (app: AppState) => DeploymentAction): void {
    const ids = apps.map((app) => app.id);
    const steps = dependencySteps(ids, (id) => this.apps.get(id)?.spec.app.dependencies ?? []);
    this.deployments.begin(steps.map((step) => step.map((id) => action(this.apps.get(id) as AppState))));
  }

  /** Instances that came back, or were lost without a word. */
  private scaleCheck(): void {
    for (const app of this.apps.values()) if (!app.locked) this.scaler.scale(app);
    this.context.timers.at(this.context.nowUs + SCALE_CHECK_US, () => this.scaleCheck());
  }
}
