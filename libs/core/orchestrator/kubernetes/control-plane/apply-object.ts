import type {
  DaemonSet as DaemonSetObject,
  Deployment as DeploymentObject,
  ReplicaSet as ReplicaSetObject,
  StatefulSet as StatefulSetObject,
} from 'kubernetes-types/apps/v1';
import type { HorizontalPodAutoscaler as AutoscalerObject } from 'kubernetes-types/autoscaling/v2';
import type { CronJob as CronJobObject, Job as JobObject } from 'kubernetes-types/batch/v1';
import type { Pod, PodTemplateSpec, Service } from 'kubernetes-types/core/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import { CronJob } from '../controllers/cron-job/cron-job.js';
import { DaemonSet } from '../controllers/daemon-set/daemon-set.js';
import { Deployment } from '../controllers/deployment/deployment.js';
import { DisruptionBudget } from '../controllers/disruption/disruption-budget.js';
import { Job } from '../controllers/job/job.js';
import { PodAutoscaler } from '../controllers/pod-autoscaler/pod-autoscaler.js';
import { ReplicaSet } from '../controllers/replica-set/replica-set.js';
import { StatefulSet } from '../controllers/stateful-set/stateful-set.js';
import { MINUTE } from '#core/units';
import type { ClusterState } from './cluster-state.js';
import { equalityMatcher } from './label-selector.js';
import type { PodRecord } from './pod-record.js';
import { type KubernetesObject, nameOf, namespaceOf } from './kubernetes-object.js';
import { admitTemplate, appOfImage, type PriorityOf } from './pod-template.js';
import type { Workload } from './workload.js';

export interface ApplyContext {
  readonly state: ClusterState;
  readonly priorityOf: PriorityOf;
  /** Applications whose workloads are patterns for submitted work instead of running at once. */
  readonly batchApps: ReadonlySet<string>;
  readonly patterns: Map<string, WorkPattern>;
  readonly autoscalers: PodAutoscaler[];
  readonly cronJobs: CronJob[];
}

/** What a submitted job's pods are made from. */
export interface WorkPattern {
  readonly namespace: string;
  readonly ownerName: string;
  readonly job: NonNullable<JobObject['spec']>;
}

/** `kubectl apply` order: what others refer to comes first, whatever order the files have. */
const ORDER = ['Service', 'PodDisruptionBudget', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod', 'HorizontalPodAutoscaler'];

export function inApplyOrder(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return ORDER.flatMap((kind) => objects.filter((object) => object.kind === kind));
}

const appOf = (template: PodTemplateSpec | undefined): string | null =>
  template?.spec?.containers.map((c) => appOfImage(c.image)).find((app) => app !== null) ?? null;

function templateOf(object: KubernetesObject): PodTemplateSpec | undefined {
  if (object.kind === 'CronJob') return (object as CronJobObject).spec?.jobTemplate.spec?.template;
  return (object as DeploymentObject).spec?.template;
}

/** A batch application's workload is the pattern for the work that arrives. */
function keepAsPattern(context: ApplyContext, object: KubernetesObject): boolean {
  const template = templateOf(object);
  const app = appOf(template);
  if (app === null || template === undefined || !context.batchApps.has(app)) return false;
  const kind = (object.kind ?? '').toLowerCase();
  const spec = object.kind === 'Job' ? (object as JobObject).spec : (object as CronJobObject).spec?.jobTemplate?.spec;
  const parallelism = object.kind === 'Deployment' ? (object as DeploymentObject).spec?.replicas : spec?.parallelism;
  const job = { ...spec, template, ...(parallelism === undefined ? {} : { parallelism }) };
  context.patterns.set(app, { namespace: namespaceOf(object), ownerName: `${kind}/${nameOf(object)}`, job });
  return true;
}

function addWorkload(state: ClusterState, workload: Workload): void {
  state.workloads.set(workload.key, workload);
  state.touch(workload);
}

function bareReplicaSet({ state, priorityOf }: ApplyContext, object: ReplicaSetObject): ReplicaSet {
  const namespace = namespaceOf(object);
  const name = nameOf(object);
  const template = admitTemplate(namespace, object.spec?.template ?? {}, priorityOf);
  const facts = { name, template, ownerName: `replicaset/${name}`, minReadySeconds: object.spec?.minReadySeconds ?? 0, revision: 1 };
  return new ReplicaSet(state, facts, object.spec?.replicas ?? 1, null);
}

const isSame = (a: KubernetesObject, b: KubernetesObject): boolean => nameOf(a) === nameOf(b) && namespaceOf(a) === namespaceOf(b);

/** Within it the pods are made that something selects, where there will be any. */
const FIRST_PODS_US = MINUTE;

/** What selects nobody is no error: it is told once. */
function expectPods(state: ClusterState, subject: string, selects: (pod: PodRecord) => boolean): void {
  state.timers.at(state.nowUs + FIRST_PODS_US, () => {
    for (const pod of state.pods.values()) if (selects(pod)) return;
    state.note('config-rejected', subject, 'No matching pods found');
  });
}

const MAKE: Readonly<Record<string, (context: ApplyContext, object: KubernetesObject) => void>> = {
  Service: ({ state }, object) => {
    const { selector } = (object as Service).spec ?? {};
    state.applyService(namespaceOf(object), nameOf(object), object as Service);
    if (selector !== undefined)
      expectPods(state, `service/${nameOf(object)}`, (pod) => pod.namespace === namespaceOf(object) && equalityMatcher(selector)(pod.labels));
  },
  PodDisruptionBudget: ({ state }, object) => {
    const budget = new DisruptionBudget(namespaceOf(object), object as PodDisruptionBudget);
    state.applyBudget(budget);
    expectPods(state, `pdb/${nameOf(object)}`, (pod) => budget.covers(pod));
  },
  Deployment: ({ state, priorityOf }, object) => addWorkload(state, new Deployment(state, priorityOf, object as DeploymentObject)),
  ReplicaSet: (context, object) => addWorkload(context.state, bareReplicaSet(context, object as ReplicaSetObject)),
  StatefulSet: ({ state, priorityOf }, object) => addWorkload(state, new StatefulSet(state, priorityOf, object as StatefulSetObject)),
  DaemonSet: ({ state, priorityOf }, object) => addWorkload(state, new DaemonSet(state, priorityOf, object as DaemonSetObject)),
  Job: ({ state, priorityOf }, object) => {
    const { spec } = object as JobObject;
    const names = { name: nameOf(object), namespace: namespaceOf(object), ownerName: `job/${nameOf(object)}` };
    addWorkload(state, new Job(state, priorityOf, names, spec ?? { template: {} }, null));
  },
  CronJob: ({ state, priorityOf, cronJobs }, object) => {
    const known = cronJobs.find((one) => isSame(one.object, object));
    if (known !== undefined) return known.apply(object as CronJobObject);
    const cronJob = new CronJob(state, priorityOf, object as CronJobObject);
    cronJobs.push(cronJob);
    cronJob.start();
  },
  Pod: ({ state, priorityOf }, object) => {
    // Nothing of a pod that its owner would see can be changed.
    for (const pod of state.pods.values()) if (pod.name === nameOf(object) && pod.namespace === namespaceOf(object)) return;
    const template = admitTemplate(namespaceOf(object), object as Pod & PodTemplateSpec, priorityOf);
    state.createPod({ name: nameOf(object), template, owner: null, ownerName: `pod/${nameOf(object)}` });
  },
  HorizontalPodAutoscaler: ({ state, autoscalers }, object) => {
    const known = autoscalers.find((one) => isSame(one.object, object));
    if (known !== undefined) return known.apply(object as AutoscalerObject);
    const autoscaler = new PodAutoscaler(state, object as AutoscalerObject, autoscalers);
    autoscalers.push(autoscaler);
    autoscaler.start();
  },
};

/** Makes what the object stands for, or changes what an object of that name already is. */
export function applyObject(context: ApplyContext, object: KubernetesObject): void {
  if (keepAsPattern(context, object)) return;
  const known = context.state.workloads.get(`${object.kind}/${namespaceOf(object)}/${nameOf(object)}`);
  if (known instanceof Deployment) known.apply(object as DeploymentObject);
  else if (known instanceof StatefulSet) known.apply(object as StatefulSetObject);
  else if (known instanceof DaemonSet) known.apply(object as DaemonSetObject);
  else if (known instanceof ReplicaSet) known.setReplicas((object as ReplicaSetObject).spec?.replicas ?? known.replicas);
  else if (known instanceof Job) known.apply(object as JobObject);
  else if (known === undefined) MAKE[object.kind ?? '']?.(context, object);
}
