import type { AutoscalerRule } from '#core/entry';
import type { MarathonApp, RoleQuota, RoleWeight } from '#core/entry/mesos';
import { NEVER } from '#core/units';
import type { Action } from '../../action.js';
import type { ControlPlane } from '../../control-plane.js';
import type { WorldEvent } from '../../world-event.js';
import { amounts, HierarchicalAllocator, NO_LIMITS, type Quota, SCALARS, toMilli } from '../allocator/index.js';
import { Marathon } from '../marathon/marathon.js';
import { FRAMEWORK, MesosMaster } from '../master/mesos-master.js';
import { StepContext } from '../master/step-context.js';
import { AppAutoscalers } from './app-autoscalers.js';

export interface MesosControlPlaneOptions {
  readonly apps: readonly MarathonApp[];
  readonly weights?: readonly RoleWeight[];
  readonly quotas?: readonly RoleQuota[];
  readonly autoscalers?: readonly AutoscalerRule[];
  readonly seed: number | string;
  /** Applications that get their work by `job-submitted`. */
  readonly batchApps?: readonly string[];
  /** Launches per half minute; Marathon's 100 when left out. */
  readonly launchTokens?: number;
}

type Handle = { readonly [K in WorldEvent['kind']]: (event: Extract<WorldEvent, { kind: K }>) => void };

/**
 * A Mesos master with Marathon as its framework, stepped as one. Allocations happen when something frees or wants resources, and at every
 * whole second as long as somebody wants offers; offers are matched in the instant in which they are made.
 */
export class MesosControlPlane implements ControlPlane {
  wakeAtUs = 0;
  private readonly context = new StepContext();
  private readonly allocator: HierarchicalAllocator;
  private readonly master: MesosMaster;
  private readonly marathon: Marathon;
  private readonly autoscalers: AppAutoscalers;
  private readonly handle: Handle;
  private nextBatchUs = 0;
  private started = false;

  constructor(options: MesosControlPlaneOptions) {
    const { seed, apps, batchApps = [], launchTokens } = options;
    this.allocator = new HierarchicalAllocator({ seed });
    this.allocator.addFramework(FRAMEWORK, []);
    for (const { role, weight } of options.weights ?? []) this.allocator.setWeight(role, weight);
    for (const quota of options.quotas ?? []) this.allocator.setQuota(quota.role, quotaOf(quota));
    this.master = new MesosMaster(this.context, this.allocator, () => this.marathon);
    this.marathon = new Marathon(this.context, this.master, {
      apps,
      batchApps,
      seed,
      fallback: podPattern,
      ...(launchTokens === undefined ? {} : { launchTokens }),
    });
    this.autoscalers = new AppAutoscalers(this.marathon, options.autoscalers ?? []);
    this.handle = this.handlers();
  }

  step(nowUs: number, events: readonly WorldEvent[]): readonly Action[] {
    this.context.nowUs = nowUs;
    for (const event of events) (this.handle[event.kind] as (event: WorldEvent) => void)(event);
    if (!this.started) {
      this.started = true;
      this.marathon.start();
    }
    this.context.timers.runDue(nowUs);
    this.marathon.settle();
    this.allocate(nowUs);
    this.marathon.settle();
    for (const route of this.marathon.routes.takeChanges()) this.context.act(route);
    this.wakeAtUs = Math.max(nowUs + 1, Math.min(this.context.timers.nextUs, this.marathon.queue.wakeAtUs, this.batchDueUs()));
    return this.context.takeActions();
  }

  private allocate(nowUs: number): void {
    const { allocator, master, marathon } = this;
    const revived = marathon.queue.revive();
    const candidates = master.takeCandidates();
    if (!marathon.queue.wantsOffers) return;
    if (nowUs >= this.batchDueUs()) {
      this.nextBatchUs = (Math.floor(nowUs / allocator.allocationIntervalUs) + 1) * allocator.allocationIntervalUs;
      marathon.queue.offers(allocator.batch(nowUs));
    } else if (revived) marathon.queue.offers(allocator.allocate(nowUs));
    else if (candidates.size > 0) marathon.queue.offers(allocator.allocate(nowUs, candidates));
  }

  /** The next whole interval at which there is somebody to offer to. */
  private batchDueUs(): number {
    if (!this.marathon.queue.wantsOffers || !this.allocator.hasTakers) return NEVER;
    const { allocationIntervalUs } = this.allocator;
    return Math.max(this.nextBatchUs, Math.ceil(this.context.nowUs / allocationIntervalUs) * allocationIntervalUs);
  }

  private handlers(): Handle {
    const { master, marathon } = this;
    return {
      'node-joined': ({ node }) => master.joined(node),
      'node-changed': ({ node }) => master.changed(node),
      'node-left': ({ node }) => master.left(node),
      'node-silent': ({ node, lastHeardUs }) => master.silent(node, lastHeardUs),
      'node-heard': ({ node, rebooted }) => master.heard(node, rebooted),
      maintenance: ({ node, action }) => master.maintain(node, action),
      'reclaim-notice': ({ node }) => master.maintain(node, 'drain'),
      'image-stored': () => undefined,
      'pod-phase': ({ pod, phase, exitCode, reason }) => marathon.podPhase(pod, phase, exitCode, reason),
      release: ({ app, image }) => marathon.release(app, image),
      'job-submitted': ({ job }) => marathon.jobs.submit(job),
      'pod-submitted': ({ pod }) => marathon.pods.submit(pod),
      'pod-withdrawn': ({ key }) => marathon.pods.withdraw(key),
      metrics: ({ pods, apps }) => this.autoscalers.scraped(this.context.nowUs, pods, apps),
    };
  }
}

function quotaOf({ guarantees, limits }: RoleQuota): Quota {
  return {
    guarantees: amounts(guarantees),
    limits: NO_LIMITS.map((none, kind) => {
      const limit = limits[SCALARS[kind] ?? ''];
      return limit === undefined ? none : toMilli(limit);
    }),
  };
}

/** What a submitted pod is when no app of the entry runs its application. */
function podPattern(app: string): MarathonApp {
  const minute = 60_000_000;
  return {
    id: `/${app}`,
    app,
    image: `regatta/${app}`,
    instances: 1,
    cpus: 1,
    mem: 128,
    disk: 0,
    gpus: 0,
    limits: { cpus: null, mem: null },
    ports: 0,
    constraints: [],
    dependencies: [],
    upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 1 },
    backoff: { backoffUs: minute / 60, factor: 1.15, maxLaunchDelayUs: 5 * minute },
    killSelection: 'YOUNGEST_FIRST',
    unreachable: { inactiveAfterUs: 0, expungeAfterUs: 0 },
    killGraceUs: minute / 20,
    healthChecks: [],
    readinessCheck: null,
    role: '*',
    acceptedResourceRoles: ['*'],
    takesScarceGpus: true,
    labels: {},
    place: { file: '', line: 1, column: 1 },
  };
}
