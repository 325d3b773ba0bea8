import type { NodeFacts, NodeId, PodId, Resources } from '#core/cluster';

/** Life of a pod on its node, as the node agent reports it. `ready` and `unready` may alternate; `gone` is last. */
export type PodPhase =
  | 'pulling'
  | 'pull-failed'
  | 'starting'
  /** The process runs; it serves once its startup is over and its probes pass. */
  | 'running'
  | 'ready'
  | 'unready'
  /** The process ended (see exitCode) and the node agent will start it again in place after a back-off. */
  | 'restarting'
  /** The process ended for good: exit 0. */
  | 'succeeded'
  /** The process ended for good: exit code above 0, killed for memory, or failing liveness under restart policy never. */
  | 'failed'
  /** Stopped on request, or wiped with its node: it holds nothing any more. */
  | 'gone';

/** Work the scenario hands to whatever the entry runs for this batch application. */
export interface SubmittedJob {
  readonly job: string;
  readonly app: string;
  /** Work items, one pod each. */
  readonly items: number;
  /** How many may run at once; the entry's own parallelism caps it further. */
  readonly parallelism: number;
  readonly priority: number;
}

/** A pod the scenario asks to place as it is (packing scenarios: there is no workload object behind it). */
export interface SubmittedPod {
  readonly key: string;
  readonly app: string;
  readonly requests: Resources;
  readonly priority: number;
  /** Node labels it requires; several values mean any of them. */
  readonly nodeSelector: Readonly<Record<string, readonly string[]>>;
}

/** What one pod used since the last scrape. */
export interface PodUsage {
  readonly pod: PodId;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  /** Requests finished per second, in thousandths. */
  readonly requestsPerSecondMilli: number;
  readonly inFlight: number;
}

/** What one application saw at its load balancer since the last scrape. */
export interface AppUsage {
  readonly app: string;
  readonly requestsPerSecondMilli: number;
  /** Requests waiting for a free replica. */
  readonly backlog: number;
  readonly latencyP99Us: number;
}

/**
 * What a control plane can learn. Everything that happens at one instant arrives in one step, in this class order:
 * node events, pod events, submissions, metrics. Nothing about the future is ever in here.
 */
export type WorldEvent =
  | { readonly kind: 'node-joined'; readonly node: NodeFacts }
  /** Labels or taints of the machine changed (by the scenario, not by the control plane). */
  | { readonly kind: 'node-changed'; readonly node: NodeFacts }
  /** The machine is gone for good; so is what ran on it. */
  | { readonly kind: 'node-left'; readonly node: NodeId }
  /** Heartbeats stopped reaching the control plane (crash or partition: it cannot tell). Sent once, at the time of the last one plus nothing: what it means is decided by the control plane's own timers. */
  | { readonly kind: 'node-silent'; readonly node: NodeId; readonly lastHeardUs: number }
  | { readonly kind: 'node-heard'; readonly node: NodeId /** The machine restarted: its pods were lost. */; readonly rebooted: boolean }
  /** The operator's kubectl cordon / drain / uncordon, docker node update --availability, Mesos maintenance. */
  | { readonly kind: 'maintenance'; readonly node: NodeId; readonly action: 'cordon' | 'drain' | 'uncordon' }
  /** The cloud will take this spot machine at `atUs`. */
  | { readonly kind: 'reclaim-notice'; readonly node: NodeId; readonly atUs: number }
  | { readonly kind: 'image-stored'; readonly node: NodeId; readonly image: string; readonly bytes: number }
  | { readonly kind: 'pod-phase'; readonly pod: PodId; readonly phase: PodPhase; readonly exitCode: number; readonly restarts: number; readonly reason: string }
  /** The organizer ships a new version of an application: templates that run it move to `image`, by the entry's own update rules. */
  | { readonly kind: 'release'; readonly app: string; readonly image: string }
  | { readonly kind: 'job-submitted'; readonly job: SubmittedJob }
  | { readonly kind: 'pod-submitted'; readonly pod: SubmittedPod }
  | { readonly kind: 'pod-withdrawn'; readonly key: string }
  | { readonly kind: 'metrics'; readonly pods: readonly PodUsage[]; readonly apps: readonly AppUsage[] };
