import type { PriorityClass } from 'kubernetes-types/scheduling/v1';
import type { Action } from '../../action.js';
import type { ControlPlane } from '../../control-plane.js';
import type { WorldEvent } from '../../world-event.js';
import { NodeDrain } from '../controllers/disruption/node-drain.js';
import { NodeLifecycle } from '../controllers/node-lifecycle/node-lifecycle.js';
import { TaintEviction } from '../controllers/node-lifecycle/taint-eviction.js';
import { type ApplyContext, applyObject, inApplyOrder } from './apply-object.js';
import { clusterHandle } from './cluster-handle.js';
import type { ClientLimits } from './api-budget.js';
import { ClusterState } from './cluster-state.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { releaseImage } from './pod-template.js';
import type { PlacementResult, PodPlacer } from './pod-placer.js';
import { applyPodPhase } from './pod-phases.js';
import { priorityLookup } from './priority-classes.js';
import { Submissions } from './submissions.js';

export interface KubernetesControlPlaneOptions {
  readonly objects: readonly KubernetesObject[];
  readonly seed: number | string;
  /** Applications that get their work by `job-submitted`: a workload that runs one of them is its pattern and starts nothing by itself. */
  readonly batchApps?: readonly string[];
  /** Of every controller that makes and removes pods; kube-controller-manager's own unless given. */
  readonly clientLimits?: ClientLimits;
}

type Handle = { readonly [K in WorldEvent['kind']]: (event: Extract<WorldEvent, { kind: K }>) => void };

/** The controllers, the scheduler and the objects they share, stepped as one. */
export class KubernetesControlPlane implements ControlPlane {
  wakeAtUs = 0;
  private readonly state: ClusterState;
  private readonly context: ApplyContext;
  private readonly evictions: TaintEviction;
  private readonly nodes: NodeLifecycle;
  private readonly drains: NodeDrain;
  private readonly submissions: Submissions;
  private waiting: readonly KubernetesObject[];
  private readonly handle: Handle;

  constructor(options: KubernetesControlPlaneOptions, placer: PodPlacer) {
    this.state = new ClusterState(options.seed, placer, options.clientLimits);
    this.evictions = new TaintEviction(this.state);
    this.nodes = new NodeLifecycle(this.state, this.evictions);
    this.drains = new NodeDrain(this.state);
    const classes = options.objects.filter((object) => object.kind === 'PriorityClass') as PriorityClass[];
    const batchApps = new Set(options.batchApps ?? []);
    this.context = { state: this.state, priorityOf: priorityLookup(classes), batchApps, patterns: new Map(), autoscalers: [], cronJobs: [] };
    placer.attach?.(clusterHandle(this.state, this.context.autoscalers));
    this.submissions = new Submissions(this.context);
    this.waiting = inApplyOrder(options.objects);
    this.handle = this.handlers();
  }

  /** `kubectl apply` of one more object or a changed one: done in the next step. */
  apply(object: KubernetesObject): void {
    this.waiting = [...this.waiting, object];
    this.wakeAtUs = Math.min(this.wakeAtUs, this.state.nowUs + 1);
  }

  step(nowUs: number, events: readonly WorldEvent[]): readonly Action[] {
    this.state.nowUs = nowUs;
    this.state.placer.startStep(nowUs);
    for (const object of this.waiting) applyObject(this.context, object);
    this.waiting = [];
    for (const event of events) (this.handle[event.kind] as (event: WorldEvent) => void)(event);
    this.settle();
    this.wakeAtUs = Math.min(this.state.timers.nextUs, this.state.placer.wakeAtUs);
    if (this.wakeAtUs <= nowUs) this.wakeAtUs = nowUs + 1;
    return this.state.takeActions();
  }

  /** Controllers, scheduler and what is due take turns until nobody has anything left to do at this instant. */
  private settle(): void {
    const { state } = this;
    let placed = true;
    while (placed || state.timers.nextUs <= state.nowUs) {
      state.timers.runDue(state.nowUs);
      while (state.reconcileAll());
      const results = state.placer.place(state.nowUs, state.budgets);
      for (const result of results) this.carryOut(result);
      placed = results.length > 0 || state.hasTouched;
    }
  }

  private carryOut(result: PlacementResult): void {
    const { state } = this;
    const pod = state.pods.get(result.pod);
    if (pod === undefined) return;
    if (result.kind === 'bound') {
      state.bind(pod, result.node);
      const node = state.nodes.get(result.node);
      if (node !== undefined) this.evictions.consider(pod, node);
      return;
    }
    state.note('pod-unschedulable', pod.name, result.message, pod.id);
    if (result.nominated !== null) state.note('pod-nominated', pod.name, 'nominated by preemption', pod.id, result.nominated);
    for (const id of result.victims) {
      const victim = state.pods.get(id);
      if (victim !== undefined) state.deletePod(victim, 'pod-preempted', `Preempted by pod ${pod.name}`);
    }
  }

  private release(app: string, image: string): void {
    const { patterns, cronJobs } = this.context;
    for (const workload of [...this.state.workloads.values()]) workload.release?.(app, image);
    for (const cronJob of cronJobs) cronJob.release(app, image);
    const pattern = patterns.get(app);
    if (pattern !== undefined) patterns.set(app, { ...pattern, job: { ...pattern.job, template: releaseImage(pattern.job.template, app, image) } });
  }

  private handlers(): Handle {
    const { nodes, drains, submissions, state } = this;
    return {
      'node-joined': ({ node }) => nodes.joined(node),
      'node-changed': ({ node }) => nodes.changed(node),
      'node-left': ({ node }) => nodes.left(node),
      'node-silent': ({ node, lastHeardUs }) => nodes.silent(node, lastHeardUs),
      'node-heard': ({ node, rebooted }) => nodes.heard(node, rebooted),
      maintenance: ({ node, action }) => (action === 'drain' ? drains.drain(node) : drains.cordon(node, action === 'cordon')),
      'reclaim-notice': ({ node }) => drains.drain(node),
      'image-stored': ({ node, image, bytes }) => {
        const record = state.nodes.get(node);
        record?.images.set(image, bytes);
        if (record !== undefined) state.placer.nodeChanged(record);
      },
      'pod-phase': (report) => applyPodPhase(state, report),
      release: ({ app, image }) => this.release(app, image),
      'job-submitted': ({ job }) => submissions.job(job),
      'pod-submitted': ({ pod }) => submissions.pod(pod),
      'pod-withdrawn': ({ key }) => submissions.withdraw(key),
      metrics: ({ pods, apps }) => {
        for (const autoscaler of this.context.autoscalers) autoscaler.scraped(pods, apps);
      },
    };
  }
}
