import type { Place } from '../entry.js';

/** What happens when a task of the service ends. */
export interface SwarmRestartRule {
  readonly condition: 'any' | 'on-failure' | 'none';
  readonly delayUs: number;
  /** 0: no limit. */
  readonly maxAttempts: number;
  /** Attempts are counted over this long; 0: for ever. */
  readonly windowUs: number;
}

/** How an update, or a rollback, goes over the slots. */
export interface SwarmUpdateRule {
  /** 0: all at once. */
  readonly parallelism: number;
  readonly delayUs: number;
  readonly failureAction: 'pause' | 'continue' | 'rollback';
  /** How long a new task is watched for failure. */
  readonly monitorUs: number;
  /** Share of failed tasks that is borne, 0..1. */
  readonly maxFailureRatio: number;
  readonly order: 'stop-first' | 'start-first';
}

export interface SwarmHealthcheck {
  readonly intervalUs: number;
  readonly timeoutUs: number;
  readonly retries: number;
  /** Failures in this time after the start do not count. */
  readonly startPeriodUs: number;
  readonly startIntervalUs: number;
}

export interface SwarmReservations {
  /** Billionths of a core. */
  readonly nanoCpus: number;
  readonly memoryBytes: number;
  /** Discrete generic resources by kind. */
  readonly generic: Readonly<Record<string, number>>;
}

/** An attribute or label of nodes that placement goes by: `node.labels.disk`. */
export interface SwarmNodeUse {
  readonly key: string;
  readonly operator: '==' | '!=' | 'spread';
  /** Empty with `spread`. */
  readonly value: string;
  readonly place: Place;
}

/** A service as `docker stack deploy` creates it: defaults of the command line and of the manager filled in. Times in µs. */
export interface SwarmService {
  /** As in the stack file; the stack's own name is not put in front. */
  readonly name: string;
  readonly app: string;
  readonly image: string;
  readonly mode: 'replicated' | 'global' | 'replicated-job' | 'global-job';
  /** Of `replicated`; of `replicated-job`: how many tasks must complete. */
  readonly replicas: number;
  readonly reservations: SwarmReservations;
  readonly limits: { readonly nanoCpus: number | null; readonly memoryBytes: number | null };
  readonly constraints: readonly string[];
  /** Spread descriptors: `node.labels.zone`. */
  readonly spreadPreferences: readonly string[];
  /** 0: no limit. */
  readonly maxReplicasPerNode: number;
  readonly restart: SwarmRestartRule;
  readonly update: SwarmUpdateRule;
  readonly rollback: SwarmUpdateRule;
  readonly endpointMode: 'vip' | 'dnsrr';
  /** Published in host mode: `80/tcp`. */
  readonly hostPorts: readonly string[];
  /** Drivers of volumes, networks and logs beyond the usual: `Volume/rexray`. Only in snapshots: an entry cannot have them. */
  readonly plugins: readonly string[];
  readonly healthcheck: SwarmHealthcheck | null;
  readonly stopGraceUs: number;
  readonly nodeUses: readonly SwarmNodeUse[];
  readonly place: Place;
}
