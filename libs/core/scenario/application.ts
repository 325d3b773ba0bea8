import type { Distribution } from './distribution.js';

export type BalancerRule = 'round-robin' | 'random' | 'least-outstanding' | 'power-of-two';

/** An attempt a client makes after a failed or timed-out one. `max` 0: none. */
export interface RetryRule {
  readonly max: number;
  readonly backoffUs: number;
}

export interface Slo {
  readonly latencyUs: number;
  /** Share of offered requests, 0..1. */
  readonly target: number;
}

/** A request of the caller makes `times` calls with `probabilityMilli` each; `parallel` ones start together, the others one after the other. */
export interface Call {
  readonly to: string;
  readonly probabilityMilli: number;
  readonly times: number;
  readonly parallel: boolean;
}

/** What one pod of an application is, whoever runs it. */
export interface Application {
  /** Entries name it by its image, `regatta/<name>`. */
  readonly name: string;
  readonly kind: 'service' | 'batch';
  readonly imageBytes: number;
  /** Part of the image that all applications share: pulled once a node. */
  readonly sharedImageBytes: number;
  /** From process start to able to serve, at nominal speed, µs. */
  readonly startupUs: Distribution;
  /** CPU time of one request on one core at nominal speed, µs. A request never uses more than one core. */
  readonly cpuPerRequestUs: Distribution;
  /** Waiting that needs no CPU (disk, remote systems), µs a request. */
  readonly waitPerRequestUs: Distribution;
  readonly idleCpuMilli: number;
  readonly memoryIdleBytes: number;
  readonly memoryPerRequestBytes: number;
  /** Requests a replica processes at once; the others wait in its backlog. */
  readonly concurrency: number;
  /** Requests a replica lets wait; beyond it they are refused. */
  readonly backlog: number;
  /** From the intended arrival: what is not answered by then counts as timed out. */
  readonly timeoutUs: number;
  readonly retry: RetryRule;
  readonly calls: readonly Call[];
  readonly balancer: BalancerRule;
  /** Null: called by others only, judged through its callers. */
  readonly slo: Slo | null;
  /** Only for `batch`. */
  readonly jobs: JobRule | null;
}

/** Jobs of a batch application: how they arrive, how many work items each has, what an item costs. */
export interface JobRule {
  /** Time between two jobs, µs. */
  readonly everyUs: Distribution;
  readonly firstAtUs: number;
  readonly untilUs: number;
  readonly items: Distribution;
  /** CPU time of an item on one core at nominal speed, µs. */
  readonly itemCpuUs: Distribution;
  /** Most cores an item can use, thousandths. */
  readonly itemCpuMilli: number;
  readonly parallelism: number;
  readonly priority: number;
}
