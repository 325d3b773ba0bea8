import type { SwarmEntry, SwarmService } from '#core/entry';
import type { DrawnJob, DrawnRun } from '#core/scenario';
import type { ClusterListener } from '../cluster/live-cluster.js';
import { scheduleJobs } from '../cluster/schedule-jobs.js';
import { LiveFault } from '../engine/open-engine.js';
import { ITEMS_VARIABLE, PLACE_VARIABLE } from '../programs/plan.js';
import type { SwarmNode } from './swarm-node.js';
import type { SwarmTask } from './swarm-tasks.js';

export interface SwarmJobsOptions {
  readonly run: DrawnRun;
  readonly entry: SwarmEntry;
  readonly manager: SwarmNode;
  /** Name under which the entry's services were deployed. */
  readonly nameOf: (service: string) => string;
  readonly listener: ClusterListener;
  /** µs since time 0 of a time stamp of the host. */
  readonly since: (timestamp: string) => number;
  readonly nowUs: () => number;
  /** A job that could not be handed over, through no fault of the entry: the scenario is not replayed any more. */
  readonly broken: (error: LiveFault) => void;
}

interface Submitted extends DrawnJob {
  readonly done: Set<number>;
}

/** A service as the API has it, as far as jobs change it. */
interface ServiceSpec {
  readonly TaskTemplate: { readonly ContainerSpec: object; readonly RestartPolicy?: { readonly Condition?: string } };
  readonly UpdateConfig?: object;
  readonly RollbackConfig?: object;
}

/**
 * Work that the scenario hands over while it runs: each job is a replicated job of the real Swarm, made from the service that the entry
 * has for its application, as the simulated one is (`libs/core/orchestrator/swarm/control-plane/submissions.ts`). Its tasks are counted
 * when the manager says that they completed, and it is cleared away when all of them have.
 */
export class SwarmJobs {
  private readonly patterns: ReadonlyMap<string, SwarmService>;
  /** By the Swarm's own name of the service. */
  private readonly submitted = new Map<string, Submitted>();
  stop: () => void = () => undefined;

  constructor(private readonly options: SwarmJobsOptions) {
    const apps = new Set(options.run.jobs.map(({ app }) => app));
    this.patterns = new Map(options.entry.services.filter(({ app }) => apps.has(app)).map((service) => [service.app, service]));
  }

  begin(): void {
    const { run, nowUs } = this.options;
    this.stop = scheduleJobs(run, nowUs, (job) => void this.submit(job));
  }

  /** Told of all tasks that there are: a short one may be over before anybody saw it begin. */
  listed(tasks: readonly SwarmTask[]): void {
    for (const task of tasks) {
      const job = this.submitted.get(task.ServiceID);
      const item = task.Slot ?? 0;
      if (job === undefined || task.Status.State !== 'complete' || job.done.has(item)) continue;
      job.done.add(item);
      this.options.listener.itemDone(job.job, item, this.options.since(task.Status.Timestamp));
      if (job.done.size === job.items) void this.finish(task.ServiceID, job);
    }
  }

  private async submit(job: DrawnJob): Promise<void> {
    const { listener, nowUs, manager, nameOf } = this.options;
    listener.log(nowUs(), 'job-submitted', job.job, job.items);
    const pattern = this.patterns.get(job.app);
    if (pattern === undefined) return this.note('config-rejected', job.job, `no service of the entry runs regatta/${job.app}`);
    try {
      const { Spec } = (await manager.docker.getService(nameOf(pattern.name)).inspect()) as { Spec: ServiceSpec };
      const made = (await manager.docker.createService(jobSpec(Spec, job, pattern) as object)) as unknown as { ID?: string; id?: string };
      this.submitted.set(made.ID ?? made.id ?? '', { ...job, done: new Set() });
    } catch (error) {
      const { message, statusCode } = error as Error & { readonly statusCode?: number };
      if (statusCode === 400) return this.note('config-rejected', job.job, message);
      this.options.broken(new LiveFault('cluster-failed', `job ${job.job} could not be handed over: ${message}`, true, { cause: error }));
    }
  }

  private async finish(id: string, { job }: Submitted): Promise<void> {
    this.note('job-finished', job, 'all tasks completed');
    await this.options.manager.docker
      .getService(id)
      .remove()
      .catch(() => undefined);
  }

  private note(what: string, subject: string, text: string): void {
    this.options.listener.log(this.options.nowUs(), 'note', what, subject, null, null, text);
  }
}

/** A pattern that is replicated caps by its replicas how many tasks run at once. Jobs have no updates, and an item that is done is not begun again. */
function jobSpec({ UpdateConfig: _, RollbackConfig: __, ...spec }: ServiceSpec, job: DrawnJob, pattern: SwarmService): object {
  const most = pattern.mode.startsWith('global') ? job.parallelism : Math.min(job.parallelism, pattern.replicas);
  const { ContainerSpec, RestartPolicy } = spec.TaskTemplate;
  const condition = RestartPolicy?.Condition === 'none' ? 'none' : 'on-failure';
  return {
    ...spec,
    Name: job.job,
    Mode: { ReplicatedJob: { MaxConcurrent: Math.max(1, most), TotalCompletions: job.items } },
    TaskTemplate: {
      ...spec.TaskTemplate,
      ContainerSpec: {
        ...ContainerSpec,
        Env: [`${ITEMS_VARIABLE}=${JSON.stringify(job.itemCpuUs)}`, `${PLACE_VARIABLE}={{.Task.Slot}}`],
        // It answers nobody who asks for its health.
        Healthcheck: { Test: ['NONE'] },
      },
      RestartPolicy: { ...RestartPolicy, Condition: condition },
    },
  };
}
