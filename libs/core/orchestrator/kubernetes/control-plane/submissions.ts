import type { SubmittedJob, SubmittedPod } from '../../world-event.js';
import { Job } from '../controllers/job/job.js';
import type { ApplyContext } from './apply-object.js';
import type { PodRecord } from './pod-record.js';
import { admitTemplate } from './pod-template.js';

/** Work that the scenario hands over while it runs. */
export class Submissions {
  private readonly pods = new Map<string, PodRecord>();

  constructor(private readonly context: ApplyContext) {}

  /** One pod per item, from the pattern the entry has for this application; the smaller of both parallelisms counts. */
  job(job: SubmittedJob): void {
    const { state, patterns, priorityOf } = this.context;
    const pattern = patterns.get(job.app);
    if (pattern === undefined) {
      state.note('config-rejected', job.job, `no workload of the entry runs regatta/${job.app}`);
      return;
    }
    const parallelism = Math.min(job.parallelism, pattern.job.parallelism ?? job.parallelism);
    const template = {
      ...pattern.job.template,
      spec: { restartPolicy: 'OnFailure', ...pattern.job.template.spec, containers: pattern.job.template.spec?.containers ?? [] },
    };
    if (template.spec.restartPolicy === 'Always') template.spec.restartPolicy = 'OnFailure';
    if (template.spec.priorityClassName === undefined && job.priority !== 0) Object.assign(template.spec, { priority: job.priority });
    const spec = { ...pattern.job, template, parallelism, completions: job.items, completionMode: 'Indexed' };
    const names = { name: job.job, namespace: pattern.namespace, ownerName: pattern.ownerName, passing: true };
    const workload = new Job(state, priorityOf, names, spec, job.job);
    state.workloads.set(workload.key, workload);
    state.touch(workload);
  }

  pod(pod: SubmittedPod): void {
    const { state, priorityOf } = this.context;
    const { cpuMilli, memoryBytes, extended } = pod.requests;
    const more = Object.fromEntries(Object.entries(extended).map(([name, value]) => [name, String(value)]));
    const requests = { cpu: `${cpuMilli}m`, memory: String(memoryBytes), ...more };
    const matchExpressions = Object.entries(pod.nodeSelector).map(([key, values]) => ({ key, operator: 'In' as const, values: [...values] }));
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } };
    const spec = {
      containers: [{ name: 'main', image: `regatta/${pod.app}`, resources: { requests } }],
      priority: pod.priority,
      ...(matchExpressions.length === 0 ? {} : { affinity: { nodeAffinity } }),
    };
    const template = admitTemplate('default', { metadata: { labels: { app: pod.app } }, spec }, priorityOf);
    this.pods.set(pod.key, state.createPod({ name: pod.key, template, owner: null, ownerName: `pod/${pod.key}` }));
  }

  withdraw(key: string): void {
    const pod = this.pods.get(key);
    this.pods.delete(key);
    if (pod !== undefined && this.context.state.pods.has(pod.id)) this.context.state.deletePod(pod);
  }
}
