import type { AutoscalerRule, SwarmService } from '#core/entry';
import { RandomStream } from '#core/random';
import type { Action } from '../../action.js';
import type { ControlPlane } from '../../control-plane.js';
import { TimerQueue } from '../../timer-queue.js';
import type { WorldEvent } from '../../world-event.js';
import { Agents } from './agents.js';
import { Allocator } from './allocator.js';
import type { Component } from './component.js';
import { ConstraintEnforcer } from './constraint-enforcer.js';
import { Dispatcher, HEARTBEAT_US } from './dispatcher.js';
import { Global } from './global.js';
import { Jobs } from './jobs.js';
import { Manager } from './manager.js';
import type { ServiceRecord } from './records.js';
import { Replicated } from './replicated.js';
import { Restarts } from './restarts.js';
import { Routes } from './routes.js';
import { Scaling } from './scaling.js';
import { Scheduling } from './scheduling.js';
import { serviceVersion } from './service-version.js';
import { newService, removeService, Submissions } from './submissions.js';
import { SwarmStore, type StoreWatch } from './swarm-store.js';
import { TaskReaper } from './task-reaper.js';
import { UpdateSupervisor } from './updater.js';
import { Watches } from './watches.js';

export interface SwarmControlPlaneOptions {
  readonly services: readonly SwarmService[];
  readonly seed: number | string;
  readonly autoscalers?: readonly AutoscalerRule[];
  /** Applications that get their work by `job-submitted`: a service that runs one of them is its pattern and starts nothing by itself. */
  readonly batchApps?: readonly string[];
  /** `docker swarm update --dispatcher-heartbeat`. */
  readonly heartbeatUs?: number;
  /** Sees every change of the store, as swarmkit's Watch API does. */
  readonly watch?: StoreWatch;
}

type Handle = { readonly [K in WorldEvent['kind']]: (event: Extract<WorldEvent, { kind: K }>) => void };

/**
 * The managers of a Swarm, stepped as one: their components share a store, hear of each transaction in it and answer with
 * transactions of their own, until none has anything left to do at this instant.
 */
export class SwarmControlPlane implements ControlPlane {
  wakeAtUs = 0;
  readonly heartbeatUs: number;
  readonly store = new SwarmStore();
  private readonly timers = new TimerQueue();
  private readonly manager: Manager;
  private readonly components: readonly Component[];
  private readonly updates: UpdateSupervisor;
  private readonly agents: Agents;
  private readonly routes: Routes;
  private readonly dispatcher: Dispatcher;
  private readonly submissions: Submissions;
  private readonly scaling: Scaling;
  private readonly batchApps: ReadonlySet<string>;
  private readonly patterns = new Map<string, SwarmService>();
  private waiting: (() => void)[] = [];
  private readonly handle: Handle;

  constructor(options: SwarmControlPlaneOptions) {
    this.heartbeatUs = options.heartbeatUs ?? HEARTBEAT_US;
    this.store.watch = options.watch ?? null;
    this.batchApps = new Set(options.batchApps ?? []);
    this.manager = new Manager(this.store, this.timers, new RandomStream(options.seed, 'swarm/order'));
    const watches = new Watches();
    const restarts = new Restarts(this.manager, watches);
    this.updates = new UpdateSupervisor({ manager: this.manager, restarts, watches });
    this.agents = new Agents(this.manager);
    this.routes = new Routes(this.manager);
    this.components = [
      watches,
      this.agents,
      this.routes,
      new ConstraintEnforcer(this.manager),
      new Replicated(this.manager, restarts, this.updates),
      new Global(this.manager, restarts, this.updates),
      new Jobs(this.manager, restarts),
      new Allocator(this.manager),
      new TaskReaper(this.manager),
      new Scheduling(this.manager),
    ];
    this.dispatcher = new Dispatcher(this.manager, this.heartbeatUs);
    this.submissions = new Submissions(this.manager, this.patterns);
    this.scaling = new Scaling(this.manager, options.autoscalers ?? [], (service, replicas) => this.update(service, { ...service.version.spec, replicas }));
    for (const service of options.services) this.deploy(service);
    this.handle = this.handlers();
  }

  /** `docker service create`, or `update` where there is one of that name; done in the next step. */
  deploy(spec: SwarmService): void {
    this.later(() => {
      if (this.batchApps.has(spec.app)) {
        this.patterns.set(spec.app, spec);
        return;
      }
      const known = this.store.services.get(spec.name);
      if (known === undefined) this.store.putService(newService(spec));
      else this.update(known, spec);
    });
  }

  /** `docker service rm`, in the next step. */
  remove(name: string): void {
    this.later(() => {
      const service = this.store.services.get(name);
      if (service !== undefined) removeService(this.manager, service);
    });
  }

  /** `docker node rm --force`, in the next step. */
  removeNode(id: number): void {
    this.later(() => this.dispatcher.remove(id));
  }

  step(nowUs: number, events: readonly WorldEvent[]): readonly Action[] {
    this.store.nowUs = nowUs;
    for (const event of events) {
      (this.handle[event.kind] as (event: WorldEvent) => void)(event);
      if (event.kind !== 'pod-phase') this.store.commit();
    }
    this.store.commit();
    for (const run of this.waiting.splice(0)) {
      run();
      this.store.commit();
    }
    this.settle();
    this.routes.tellChanges();
    this.wakeAtUs = this.timers.nextUs;
    return this.manager.takeActions();
  }

  private settle(): void {
    do {
      this.timers.runDue(this.store.nowUs);
      this.store.commit();
      for (let event = this.store.next(); event !== undefined; event = this.store.next()) {
        if (event.kind === 'commit') for (const component of this.components) component.committed();
        else {
          for (const component of this.components) component.handle(event);
          if (event.kind === 'task') this.updates.taskChanged(event.task);
          else if (event.kind === 'service' && event.op === 'delete') this.updates.serviceDeleted(event.service);
        }
      }
    } while (this.timers.nextUs <= this.store.nowUs);
  }

  private later(run: () => void): void {
    this.waiting.push(run);
    this.wakeAtUs = Math.min(this.wakeAtUs, this.store.nowUs + 1);
  }

  /** `docker service update`: what the update before it came to is forgotten. */
  private update(service: ServiceRecord, spec: SwarmService): void {
    service.previous = service.version;
    service.version = serviceVersion(spec, this.store.openVersion);
    service.updateStatus = null;
    this.store.putService(service);
    this.store.commit();
  }

  private release(app: string, image: string): void {
    const pattern = this.patterns.get(app);
    if (pattern !== undefined) this.patterns.set(app, { ...pattern, image });
    for (const service of [...this.store.services.values()]) {
      const { spec } = service.version;
      if (spec.app === app && spec.image !== image && service.job === null) this.update(service, { ...spec, image });
    }
  }

  private handlers(): Handle {
    const { dispatcher, routes, submissions, agents } = this;
    const AVAILABILITY = { cordon: 'pause', drain: 'drain', uncordon: 'active' } as const;
    return {
      'node-joined': ({ node }) => dispatcher.joined(node),
      'node-changed': ({ node }) => dispatcher.changed(node),
      'node-left': ({ node }) => {
        dispatcher.left(node);
        routes.silent(node);
      },
      'node-silent': ({ node, lastHeardUs }) => {
        dispatcher.silent(node, lastHeardUs);
        routes.silent(node);
      },
      'node-heard': ({ node }) => {
        dispatcher.heard(node);
        routes.heard(node);
      },
      maintenance: ({ node, action }) => dispatcher.setAvailability(node, AVAILABILITY[action]),
      'reclaim-notice': ({ node }) => dispatcher.setAvailability(node, 'drain'),
      'image-stored': () => undefined,
      'pod-phase': (report) => agents.report(report),
      release: ({ app, image }) => this.release(app, image),
      'job-submitted': ({ job }) => submissions.job(job),
      'pod-submitted': ({ pod }) => submissions.pod(pod),
      'pod-withdrawn': ({ key }) => submissions.withdraw(key),
      metrics: (metrics) => this.scaling.scraped(metrics),
    };
  }
}
