import type { DrawnJob, DrawnRun } from '#core/scenario';
import type { ClusterListener } from '../cluster/live-cluster.js';
import { scheduleJobs } from '../cluster/schedule-jobs.js';
import { LiveFault } from '../engine/open-engine.js';
import { ITEMS_VARIABLE } from '../programs/plan.js';
import type { JobPattern } from './adapt-manifests.js';
import { type Fields, isFields } from './adapt-pod.js';
import type { Kubectl } from './kubectl.js';
import type { PodObject } from './pod-watch.js';

export interface KubernetesJobsOptions {
  readonly run: DrawnRun;
  readonly patterns: ReadonlyMap<string, JobPattern>;
  readonly kubectl: Pick<Kubectl, 'run'>;
  readonly listener: ClusterListener;
  readonly nowUs: () => number;
  /** A job that could not be handed over, through no fault of the entry: the scenario is not replayed any more. */
  readonly broken: (error: LiveFault) => void;
}

/** The API server's words for what it will not have. */
const REJECTED = /is invalid|\((Invalid|Forbidden|BadRequest)\)|denied the request|strict decoding error/;

/** Labels and annotations of pods of an indexed Job. */
const [JOB_NAME, INDEX] = ['batch.kubernetes.io/job-name', 'batch.kubernetes.io/job-completion-index'];

/**
 * Work that the scenario hands over while it runs: each job is an indexed Job of the real Kubernetes, made from the workload that the
 * entry has for its application, as the simulated one is (`libs/core/orchestrator/kubernetes/control-plane/submissions.ts`). An item is
 * done when a pod of its index has succeeded.
 */
export class KubernetesJobs {
  private readonly left = new Map<string, Set<number>>();
  private readonly images = new Map<string, string>();
  stop: () => void = () => undefined;

  constructor(private readonly options: KubernetesJobsOptions) {}

  begin(): void {
    const { run, nowUs } = this.options;
    this.stop = scheduleJobs(run, nowUs, (job) => void this.submit(job));
  }

  /** Jobs that come from now on run this image. */
  release(app: string, image: string): void {
    this.images.set(app, image);
  }

  succeeded({ metadata: { labels = {}, annotations = {} } }: PodObject): void {
    const job = labels[JOB_NAME] ?? '';
    const item = Number(annotations[INDEX] ?? 'none');
    const left = this.left.get(job);
    if (left?.delete(item) !== true) return;
    this.options.listener.itemDone(job, item, this.options.nowUs());
    if (left.size === 0) this.note('job-finished', job, 'all items done');
  }

  private async submit(job: DrawnJob): Promise<void> {
    const { listener, nowUs, patterns, kubectl } = this.options;
    listener.log(nowUs(), 'job-submitted', job.job, job.items);
    const pattern = patterns.get(job.app);
    if (pattern === undefined) return this.note('config-rejected', job.job, `no workload of the entry runs regatta/${job.app}`);
    this.left.set(job.job, new Set(Array.from({ length: job.items }, (_, item) => item)));
    const items = jobObjects(job, pattern, this.images.get(job.app));
    try {
      await kubectl.run(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    } catch (error) {
      const { message } = error as Error;
      if (REJECTED.test(message)) return this.note('config-rejected', job.job, message);
      this.options.broken(new LiveFault('cluster-failed', `job ${job.job} could not be handed over: ${message}`, true, { cause: error }));
    }
  }

  private note(what: string, subject: string, text: string): void {
    this.options.listener.log(this.options.nowUs(), 'note', what, subject, null, null, text);
  }
}

/** The smaller of both parallelisms counts. A job's priority is that of its class where the pattern names none: no pod may have one without. */
function jobObjects(job: DrawnJob, pattern: JobPattern, image: string | undefined): readonly Fields[] {
  const spec = structuredClone(pattern.spec);
  const template = isFields(spec['template']) ? spec['template'] : {};
  const pod: Fields = isFields(template['spec']) ? template['spec'] : {};
  if (pod['restartPolicy'] === undefined || pod['restartPolicy'] === 'Always') pod['restartPolicy'] = 'OnFailure';
  const priorityClass = `regatta-${job.priority}`;
  const needsClass = pod['priorityClassName'] === undefined && job.priority !== 0;
  if (needsClass) pod['priorityClassName'] = priorityClass;
  for (const container of Array.isArray(pod['containers']) ? pod['containers'].filter(isFields) : []) {
    if (!new RegExp(`^(docker\\.io/)?regatta/${job.app}([:@]|$)`).test(String(container['image']))) continue;
    container['env'] = [{ name: ITEMS_VARIABLE, value: JSON.stringify(job.itemCpuUs) }];
    if (image !== undefined) container['image'] = image;
  }
  const parallelism = Math.min(job.parallelism, pattern.parallelism ?? job.parallelism);
  const made = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: job.job, namespace: pattern.namespace },
    spec: { ...spec, template, parallelism, completions: job.items, completionMode: 'Indexed' },
  };
  const itsClass = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: priorityClass }, value: job.priority };
  return needsClass ? [itsClass, made] : [made];
}
