import type { Resources } from './resources.js';

/** Number of a pod within its run, given by the control plane in order of creation and never reused. */
export type PodId = number;

/** A health check as every orchestrator has it. Times in µs. */
export interface Probe {
  readonly initialDelayUs: number;
  readonly periodUs: number;
  readonly timeoutUs: number;
  readonly failureThreshold: number;
  readonly successThreshold: number;
}

/** Waits `firstUs` after the first failure, then `factor` times longer each time up to `maxUs`; forgotten after `resetAfterUs` of health. */
export interface Backoff {
  readonly firstUs: number;
  readonly factor: number;
  readonly maxUs: number;
  readonly resetAfterUs: number;
}

/** What the node agent does when the process of a pod ends. Swarm and Marathon replace tasks instead: `never`. */
export interface RestartRule {
  readonly policy: 'always' | 'on-failure' | 'never';
  readonly backoff: Backoff;
}

/** Everything a node needs to run one pod (Kubernetes pod, Swarm task, Mesos task), whatever orchestrator asked for it. */
export interface PodToRun {
  readonly id: PodId;
  readonly name: string;
  /** The scenario's application this pod serves: `regatta/<app>` of its main container. */
  readonly app: string;
  /** `deployment/web`, `service/web`, `/shop/web`: who asked for the pod, in its dialect's words. */
  readonly owner: string;
  /** Full image reference, `regatta/web:2`. */
  readonly image: string;
  readonly requests: Resources;
  /** CPU beyond which the pod is throttled; null is unlimited. */
  readonly cpuLimitMilli: number | null;
  /** Memory beyond which the pod is killed; null is unlimited. */
  readonly memoryLimitBytes: number | null;
  readonly restart: RestartRule;
  readonly pullBackoff: Backoff;
  readonly startup: Probe | null;
  readonly readiness: Probe | null;
  readonly liveness: Probe | null;
  /** Time between the request to stop and the kill. */
  readonly graceUs: number;
  /** Sleep of a preStop hook: the pod goes on serving that long after it was asked to stop. */
  readonly preStopUs: number;
  /** For batch pods: the job and the index of the work item it processes; the process exits 0 when the item is done. */
  readonly work: { readonly job: string; readonly item: number } | null;
}
