import type { Fields, Shape } from '../shape/shape.js';
import { inert } from '../shape/shapes.js';
import { autoscaler } from './kinds/autoscaler.js';
import { cronJob } from './kinds/cron-job.js';
import { configMap, disruptionBudget, namespace, priorityClass, service } from './kinds/others.js';
import { schedulerConfiguration } from './kinds/scheduler-configuration.js';
import { daemonSet, deployment, job, pod, replicaSet, statefulSet } from './kinds/workloads.js';

export interface Kind {
  readonly apiVersion: string;
  readonly shape: Fields;
  /** Not in a namespace. */
  readonly clusterWide?: true;
}

export const SCHEDULER_CONFIGURATION = 'KubeSchedulerConfiguration';

/** Every kind that is understood, with the one apiVersion it has. */
const KINDS: Readonly<Record<string, Kind>> = {
  Deployment: { apiVersion: 'apps/v1', shape: deployment },
  StatefulSet: { apiVersion: 'apps/v1', shape: statefulSet },
  ReplicaSet: { apiVersion: 'apps/v1', shape: replicaSet },
  DaemonSet: { apiVersion: 'apps/v1', shape: daemonSet },
  Job: { apiVersion: 'batch/v1', shape: job },
  CronJob: { apiVersion: 'batch/v1', shape: cronJob },
  Pod: { apiVersion: 'v1', shape: pod },
  HorizontalPodAutoscaler: { apiVersion: 'autoscaling/v2', shape: autoscaler },
  PodDisruptionBudget: { apiVersion: 'policy/v1', shape: disruptionBudget },
  PriorityClass: { apiVersion: 'scheduling.k8s.io/v1', shape: priorityClass, clusterWide: true },
  Service: { apiVersion: 'v1', shape: service },
  ConfigMap: { apiVersion: 'v1', shape: configMap },
  Namespace: { apiVersion: 'v1', shape: namespace, clusterWide: true },
  [SCHEDULER_CONFIGURATION]: { apiVersion: 'kubescheduler.config.k8s.io/v1', shape: schedulerConfiguration, clusterWide: true },
};

export const KIND_NAMES: readonly string[] = Object.keys(KINDS);
export const kindOf = (name: string): Kind | undefined => (Object.hasOwn(KINDS, name) ? KINDS[name] : undefined);

const ENVELOPE: Readonly<Record<string, Shape>> = { apiVersion: inert, kind: inert, status: inert };

/** The shape of a whole object: what its kind has, and what every object has. */
export const wholeShape = ({ shape }: Kind): Fields => ({ ...shape, fields: { ...ENVELOPE, ...shape.fields } });
