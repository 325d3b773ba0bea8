/** What the judge tells the programs of a sandbox cluster. Plain data, because it travels as JSON. Times in µs. */

/** One request with everything that chance decides about it, so that every entry meets the same: its own cost and the calls it makes. */
export interface Plan {
  readonly app: string;
  readonly cpuUs: number;
  readonly waitUs: number;
  /** Calls that start together, then calls one after the other. */
  readonly together: readonly Plan[];
  readonly inTurn: readonly Plan[];
}

/** How clients of an application behave. */
export interface ClientRule {
  readonly timeoutUs: number;
  readonly retries: number;
  readonly backoffUs: number;
  readonly balancer: 'round-robin' | 'random' | 'least-outstanding' | 'power-of-two';
  /** Name that resolves to every replica; null: the judge says where they are. */
  readonly dnsName: string | null;
}

/** What one process of an application is. */
export interface WorkloadConfig {
  readonly app: string;
  readonly pod: string;
  readonly port: number;
  readonly startupUs: number;
  readonly concurrency: number;
  readonly backlog: number;
  readonly idleBytes: number;
  readonly perRequestBytes: number;
  readonly idleCpuMilli: number;
  /** Thousandths of a core it may use; null: what the node gives. Only where nothing else holds it to that. */
  readonly cpuLimitMilli: number | null;
  /** What CPU times of requests are multiplied by, and the share of requests that fail; thousandths. */
  readonly cpuMilli: number;
  readonly errorMilli: number;
  /** Ends with code 1 when its startup is over. */
  readonly doomed: boolean;
  /** CPU time of a batch item, µs, after which the process ends with code 0; null: a server. */
  readonly itemCpuUs: number | null;
  readonly clients: Readonly<Record<string, ClientRule>>;
}

/** Of a container of a batch job: CPU times of all its items, µs, as a JSON list, and this one's place in it, under the name that Kubernetes gives it. */
export const ITEMS_VARIABLE = 'REGATTA_ITEMS';
export const PLACE_VARIABLE = 'JOB_COMPLETION_INDEX';

export interface Endpoint {
  readonly key: string;
  readonly host: string;
  readonly port: number;
}

export type Routes = Readonly<Record<string, readonly Endpoint[]>>;

export const OUTCOMES = ['served', 'rejected', 'timed-out', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What a pod reports of itself. */
export interface PodStats {
  readonly cpuUs: number;
  readonly memoryBytes: number;
  readonly finished: number;
  readonly inService: number;
  readonly backlog: number;
}

export const WORK_PORT = 8080;
export const HUB_PORT = 7000;
export const REGISTRY_PORT = 5000;
export const NAME_PORT = 53;
export const METRICS_PORT = 4443;
