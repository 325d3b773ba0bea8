import type { SwarmService } from '#core/entry';
import { SECOND } from '#core/units';
import type { SubmittedJob, SubmittedPod } from '../../world-event.js';
import type { Manager } from './manager.js';
import type { ServiceRecord } from './records.js';
import { serviceVersion } from './service-version.js';
import { TASK_STATE } from './task-state.js';

const NANOS_PER_MILLI = 1_000_000;
const NO_UPDATE = { parallelism: 1, delayUs: 0, failureAction: 'pause', monitorUs: 5 * SECOND, maxFailureRatio: 0, order: 'stop-first' } as const;

export function newService(spec: SwarmService, more: Partial<Pick<ServiceRecord, 'job' | 'submitted' | 'maxConcurrent'>> = {}): ServiceRecord {
  return {
    name: spec.name,
    job: null,
    submitted: false,
    version: serviceVersion(spec, 0),
    previous: null,
    updateStatus: null,
    slots: new Map(),
    maxConcurrent: spec.replicas,
    finished: false,
    ...more,
  };
}

/** Work that the scenario hands over while it runs. */
export class Submissions {
  constructor(
    private readonly manager: Manager,
    /** By application: the service that jobs are made from. */
    private readonly patterns: Map<string, SwarmService>,
  ) {}

  /** One task per item, as a replicated job; a pattern that is replicated caps how many run at once by its replicas. */
  job(job: SubmittedJob): void {
    const pattern = this.patterns.get(job.app);
    if (pattern === undefined) return this.manager.note('config-rejected', job.job, `no service of the entry runs regatta/${job.app}`);
    const most = pattern.mode.startsWith('global') ? job.parallelism : Math.min(job.parallelism, pattern.replicas);
    const restart = pattern.restart.condition === 'any' ? { ...pattern.restart, condition: 'on-failure' as const } : pattern.restart;
    const spec: SwarmService = { ...pattern, name: job.job, mode: 'replicated-job', replicas: job.items, restart };
    this.create(newService(spec, { job: job.job, maxConcurrent: Math.max(1, most) }));
  }

  /** What is to be placed as it is: a service of one replica. Labels with several values are made one label by the operator. */
  pod({ key, app, requests, nodeSelector }: SubmittedPod): void {
    const constraints = Object.entries(nodeSelector).map(([label, values]) => {
      const [only, ...others] = values;
      return others.length === 0 ? `node.labels.${label} == ${only ?? ''}` : `node.labels.${selectorLabel(label, values)} == yes`;
    });
    const spec: SwarmService = {
      name: key,
      app,
      image: `regatta/${app}`,
      mode: 'replicated',
      replicas: 1,
      reservations: { nanoCpus: requests.cpuMilli * NANOS_PER_MILLI, memoryBytes: requests.memoryBytes, generic: requests.extended },
      limits: { nanoCpus: null, memoryBytes: null },
      constraints,
      spreadPreferences: [],
      maxReplicasPerNode: 0,
      restart: { condition: 'any', delayUs: 5 * SECOND, maxAttempts: 0, windowUs: 0 },
      update: NO_UPDATE,
      rollback: NO_UPDATE,
      endpointMode: 'vip',
      hostPorts: [],
      plugins: [],
      healthcheck: null,
      stopGraceUs: 10 * SECOND,
      nodeUses: [],
      place: { file: '', line: 1, column: 1 },
    };
    this.labelNodes(nodeSelector);
    this.create(newService(spec, { submitted: true }));
  }

  withdraw(key: string): void {
    const service = this.manager.store.services.get(key);
    if (service?.submitted === true) removeService(this.manager, service);
  }

  private create(service: ServiceRecord): void {
    this.manager.store.putService(service);
    this.manager.store.commit();
  }

  private labelNodes(nodeSelector: SubmittedPod['nodeSelector']): void {
    const { store } = this.manager;
    for (const [label, values] of Object.entries(nodeSelector)) {
      if (values.length < 2) continue;
      const name = selectorLabel(label, values);
      for (const node of store.nodes.values()) {
        if (node.labels[name] !== undefined || !values.includes(node.labels[label] ?? '')) continue;
        node.labels = { ...node.labels, [name]: 'yes' };
        store.putNode(node);
      }
    }
  }
}

const selectorLabel = (label: string, values: readonly string[]): string => `${label}-in-${values.join('-')}`;

/** `docker service rm`: its tasks end wherever they are. */
export function removeService(manager: Manager, service: ServiceRecord): void {
  manager.store.deleteService(service);
  for (const tasks of [...service.slots.values()])
    for (const task of tasks) if (task.desired < TASK_STATE.remove) manager.shutDown(task, TASK_STATE.remove, 'pod-deleted', 'the service was removed');
  manager.store.commit();
}
