import { MINUTE } from '#core/units';
import type { CronJob as CronJobObject } from 'kubernetes-types/batch/v1';
import type { ClusterState } from '../../control-plane/cluster-state.js';
import { nameOf, namespaceOf } from '../../control-plane/kubernetes-object.js';
import { type PriorityOf, releaseImage } from '../../control-plane/pod-template.js';
import { Job } from '../job/job.js';
import { nextCronMinute } from './next-cron-minute.js';

/** Makes a Job whenever its schedule says so. The run starts at midnight. */
export class CronJob {
  private spec: NonNullable<CronJobObject['spec']>;
  private running: Job[] = [];
  private stop: () => void = () => undefined;

  constructor(
    private readonly state: ClusterState,
    private readonly priorityOf: PriorityOf,
    readonly object: CronJobObject,
  ) {
    this.spec = object.spec as NonNullable<CronJobObject['spec']>;
  }

  /** A new version of the object: from now on its schedule holds. */
  apply({ spec }: CronJobObject): void {
    this.spec = spec as NonNullable<CronJobObject['spec']>;
    this.stop();
    this.start();
  }

  start(): void {
    const minute = nextCronMinute(this.spec.schedule, Math.floor(this.state.nowUs / MINUTE));
    if (minute === null) return;
    this.stop = this.state.timers.at(minute * MINUTE, () => {
      if (!this.spec.suspend) this.fire(minute);
      this.start();
    });
  }

  release(app: string, image: string): void {
    const job = this.spec.jobTemplate.spec;
    if (job === undefined) return;
    this.spec = { ...this.spec, jobTemplate: { ...this.spec.jobTemplate, spec: { ...job, template: releaseImage(job.template, app, image) } } };
  }

  private fire(minute: number): void {
    this.running = this.running.filter((job) => job.over === null);
    if (this.running.length > 0 && this.spec.concurrencyPolicy === 'Forbid') return;
    if (this.spec.concurrencyPolicy === 'Replace') for (const job of this.running) job.cancel();
    const name = `${nameOf(this.object)}-${minute}`;
    const names = { name, namespace: namespaceOf(this.object), ownerName: `cronjob/${nameOf(this.object)}`, passing: true };
    const job = new Job(this.state, this.priorityOf, names, this.spec.jobTemplate.spec ?? { template: {} }, null);
    this.running.push(job);
    this.state.workloads.set(job.key, job);
    this.state.touch(job);
  }
}
