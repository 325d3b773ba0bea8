export interface Resources {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  /** Other resources, such as `nvidia.com/gpu`. */
  readonly extended: Readonly<Record<string, number>>;
}

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface Toleration {
  readonly key?: string;
  readonly operator: 'Exists' | 'Equal';
  readonly value?: string;
  readonly effect?: string;
}

export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values: readonly string[];
}

export interface Node extends Resources {
  readonly name: string;
  readonly zone: string;
  readonly pool: string;
  readonly spot: boolean;
  readonly podsMax: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** False: cordoned. */
  readonly schedulable: boolean;
  /** False: no heartbeat arrives. */
  readonly ready: boolean;
  /** When the cloud takes it back, µs; null: not announced. */
  readonly leavesAtUs: number | null;
  readonly pods: ReadonlySet<Pod>;
  readonly cpuFree: number;
  readonly memoryFree: number;
  readonly podsFree: number;
  readonly extendedFree: Readonly<Record<string, number>>;
}

export type PodState = 'pending' | 'bound' | 'running' | 'ready' | 'unready' | 'ending' | 'succeeded' | 'failed' | 'gone';

export interface Pod extends Resources {
  readonly name: string;
  /** Who wants it; null: nobody makes another one when it is gone. */
  readonly workload: string | null;
  readonly app: string;
  /** It processes a work item and ends. */
  readonly batch: boolean;
  readonly priority: number;
  /** It may only go where all of one of these lists holds; empty: anywhere. */
  readonly nodes: readonly (readonly Requirement[])[];
  readonly tolerations: readonly Toleration[];
  readonly node: Node | null;
  readonly state: PodState;
}

export interface Workload {
  readonly name: string;
  readonly app: string;
  /** Wanted now. */
  readonly replicas: number;
}

export interface App {
  readonly name: string;
  readonly kind: 'service' | 'batch';
  readonly sloLatencyUs: number | null;
  readonly sloTarget: number | null;
}

export interface Pool {
  readonly name: string;
  readonly nodes: number;
  readonly min: number;
  readonly max: number;
}

export interface PodUsage {
  readonly pod: string;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly requestsPerSecondMilli: number;
  readonly inFlight: number;
}

export interface AppUsage {
  readonly app: string;
  readonly requestsPerSecondMilli: number;
  readonly backlog: number;
  readonly latencyP99Us: number;
}

export interface Refused {
  /** `node-full`, `late`, …: the table is in docs/plugins.md. */
  readonly code: string;
  readonly text: string;
  readonly decision: unknown;
}

/** The cluster as it is now, and what the plugin decides about it. */
export declare class Cluster {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly pods: ReadonlyMap<string, Pod>;
  readonly pending: ReadonlyMap<string, Pod>;
  readonly workloads: ReadonlyMap<string, Workload>;
  readonly apps: ReadonlyMap<string, App>;
  readonly pools: ReadonlyMap<string, Pool>;
  readonly nodesByZone: ReadonlyMap<string, ReadonlySet<Node>>;
  readonly nodesByPool: ReadonlyMap<string, ReadonlySet<Node>>;
  readonly podsByApp: ReadonlyMap<string, ReadonlySet<Pod>>;
  /** Simulated time, µs. */
  readonly nowUs: number;
  readonly limits: Readonly<Record<string, number | string>>;
  readonly usage: { readonly pods: ReadonlyMap<string, PodUsage>; readonly apps: ReadonlyMap<string, AppUsage> };
  readonly refused: readonly Refused[];

  /** Whether there is room and the pod may go there. */
  fits(pod: Pod, node: Node): boolean;
  bind(pod: Pod, node: Node, reason?: string): void;
  evict(pod: Pod, reason?: string): void;
  scale(workload: Workload, replicas: number, reason?: string): void;
  resize(pool: Pool, nodes: number, remove?: readonly Node[], reason?: string): void;
  wakeAfter(us: number): void;
}

export declare function fits(pod: Pod, node: Node): boolean;

export interface Plugin {
  readonly name?: string;
  start?(cluster: Cluster): void;
  /** Higher is better. */
  score?(pod: Pod, node: Node, cluster: Cluster): number;
  /** Beyond what has to fit anyway. */
  filter?(pod: Pod, node: Node, cluster: Cluster): boolean;
  /** The whole problem: decide by calling `cluster.bind`, `evict`, `scale`, `resize`. Takes the place of `score` and `filter`. */
  schedule?(cluster: Cluster, pending: readonly Pod[]): void;
}

/** Speaks with the judge until the judge is done. */
export declare function run(plugin: Plugin): void;

/** One plugin in one run: a line in, a line out. */
export declare class Session {
  constructor(plugin: Plugin);
  readonly cluster: Cluster;
  answer(line: string): string;
}
