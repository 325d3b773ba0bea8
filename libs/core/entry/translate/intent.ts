import type { AutoscalerRule } from '../autoscaler/index.js';
import type { Place } from '../entry.js';

/** Where a node stands: its fault domains, itself, or a label by name. */
export type NodeKey = 'zone' | 'region' | 'host' | { readonly label: string };

export interface NodeRequirement {
  readonly key: NodeKey;
  readonly is: 'in' | 'not-in' | 'present' | 'absent';
  readonly values: readonly string[];
}

export interface SpreadIntent {
  readonly key: NodeKey;
  /** Hard: a replica rather waits than breaks it. */
  readonly hard: boolean;
  /** Most that two places may differ by. */
  readonly maxSkew: number;
}

export interface HealthIntent {
  readonly intervalUs: number;
  readonly timeoutUs: number;
  readonly failures: number;
  /** After the start, failures that do not count until it was well once. */
  readonly graceUs: number;
}

/** Shares of the number of replicas, 0..1. */
export interface UpdateIntent {
  readonly over: number;
  readonly under: number;
  /** How long a new replica must be well before the update goes on. */
  readonly settleUs: number;
}

/** What an entry wants of one workload, in words that no orchestrator owns. */
export interface WorkloadIntent {
  readonly name: string;
  readonly app: string;
  readonly image: string;
  /** `every-node`: one on each; `job`: runs to its end. */
  readonly mode: 'replicas' | 'every-node' | 'job';
  readonly replicas: number;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly gpus: number;
  /** Null: as much as there is. */
  readonly cpuLimitMilli: number | null;
  readonly memoryLimitBytes: number | null;
  readonly requires: readonly NodeRequirement[];
  readonly spread: readonly SpreadIntent[];
  readonly mostPerHost: number | null;
  /** What takes it out of the load balancer. */
  readonly health: HealthIntent | null;
  readonly graceUs: number;
  readonly update: UpdateIntent;
  /** Names of workloads that are up before it. */
  readonly after: readonly string[];
  readonly place: Place;
}

export interface EntryIntent {
  readonly workloads: readonly WorkloadIntent[];
  /** By the name of a workload. */
  readonly autoscalers: readonly AutoscalerRule[];
}
