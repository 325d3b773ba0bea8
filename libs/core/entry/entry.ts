import type { AutoscalerRule } from './autoscaler/autoscaler-rule.js';
import type { MarathonApp, RoleQuota, RoleWeight } from './mesos/marathon-app.js';
import type { SwarmService } from './swarm/swarm-service.js';
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from 'kubernetes-types/apps/v1';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import type { CronJob, Job } from 'kubernetes-types/batch/v1';
import type { ConfigMap, Namespace, Pod, Service } from 'kubernetes-types/core/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import type { PriorityClass } from 'kubernetes-types/scheduling/v1';

/** A file of an entry. The path is relative, with `/`, as the team named it. */
export interface EntryFile {
  readonly path: string;
  readonly text: string;
  /** Only of a WebAssembly module, the one kind of file that is no text: `text` is its bytes in base64. */
  readonly encoding?: 'base64';
}

/** A manifest whose fields have all been checked: what is in it either acts or cannot change the outcome. */
export type KubernetesObject =
  | Deployment
  | StatefulSet
  | ReplicaSet
  | DaemonSet
  | Job
  | CronJob
  | Pod
  | HorizontalPodAutoscaler
  | PodDisruptionBudget
  | PriorityClass
  | Service
  | ConfigMap
  | Namespace;

/** Where a document of a file starts, so that findings about a whole object can be shown at its place. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface AnyEntry {
  /** SHA-256 over the canonical list of (path, text), paths in code-unit order. */
  readonly digest: string;
  readonly files: readonly EntryFile[];
}

export interface KubernetesEntry extends AnyEntry {
  readonly division: 'kubernetes';
  /** In the order of the files (by path) and of the documents within them; Lists are taken apart. */
  readonly objects: readonly KubernetesObject[];
  /** One for each object, at the same index. */
  readonly places: readonly Place[];
  /** The KubeSchedulerConfiguration v1 as parsed and checked; null: the default profile. */
  readonly schedulerConfiguration: Readonly<Record<string, unknown>> | null;
  /** Applications the entry runs: every `regatta/<app>` among its containers, sorted, each once. */
  readonly apps: readonly AppUse[];
}

/** An application an entry runs, and where it first names it. */
export interface AppUse extends Place {
  readonly app: string;
  readonly image: string;
}

export interface SwarmEntry extends AnyEntry {
  readonly division: 'swarm';
  /** What `docker stack deploy` would create, in the order of the stack files. */
  readonly services: readonly SwarmService[];
  /** Policies of `autoscaler.yaml`. */
  readonly autoscalers: readonly AutoscalerRule[];
  readonly apps: readonly AppUse[];
}

/** A scheduler plugin: code of the team, run in a sandbox. */
export interface PluginEntry extends AnyEntry {
  readonly division: 'scheduler';
  /** Folder of the manifest within the entry, with a `/` behind it; empty at the root. The command runs there. */
  readonly root: string;
  /** `extender`: the command starts an HTTP server that kube-scheduler calls; the others speak the plugin protocol. */
  readonly runtime: 'node' | 'python' | 'wasm' | 'extender';
  readonly interpreter: 'node' | 'python';
  readonly command: readonly string[];
  readonly limits: { readonly memoryBytes: number; readonly processes: number };
  /** What runs the applications; null: the default workloads. */
  readonly workloads: KubernetesEntry | null;
  readonly extenders: readonly Extender[];
}

/** One item of `extenders` in a KubeSchedulerConfiguration v1, as written. */
export interface Extender {
  readonly urlPrefix: string;
  readonly filterVerb?: string;
  readonly prioritizeVerb?: string;
  readonly preemptVerb?: string;
  readonly bindVerb?: string;
  readonly weight?: number;
  /** It keeps nodes itself: names are enough. */
  readonly nodeCacheCapable?: boolean;
  readonly ignorable?: boolean;
  readonly managedResources?: readonly { readonly name: string; readonly ignoredByScheduler?: boolean }[];
  readonly httpTimeout?: string;
}

export interface MesosEntry extends AnyEntry {
  readonly division: 'mesos';
  /** Apps of all groups, in the order of the files. */
  readonly marathonApps: readonly MarathonApp[];
  /** What the Mesos master is told of roles. */
  readonly weights: readonly RoleWeight[];
  readonly quotas: readonly RoleQuota[];
  /** Policies of `autoscaler.yaml`. */
  readonly autoscalers: readonly AutoscalerRule[];
  readonly apps: readonly AppUse[];
}

export type Entry = KubernetesEntry | SwarmEntry | PluginEntry | MesosEntry;

export type Division = Entry['division'];
export const DIVISIONS: readonly Division[] = ['kubernetes', 'swarm', 'mesos', 'scheduler'];
