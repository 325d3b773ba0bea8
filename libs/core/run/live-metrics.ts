import type { StageTiming } from './metrics.js';

/** What proved robust on a shared host: what live runs are compared by. Never a tail percentile. */
export interface LiveOutcome {
  /** From the intended sending; requests that came to nothing count with their timeout. Null: no request was offered. */
  readonly medianLatencyUs: number | null;
  /** Share of offered requests answered within a generous multiple of their SLO, 0..1. */
  readonly generousShare: number;
  /** CPU time of the cluster's machines per served request. */
  readonly cpuPerRequestUs: number | null;
  /** Whole seconds from the first fault until as many replicas were ready as before it; null: not before the end, or no fault. */
  readonly restoredAfterS: number | null;
  /** Whole seconds from the first fault until requests were within their SLO again for five seconds. */
  readonly recoveredAfterS: number | null;
}

/** What a millisecond of work took on this host beside everything else, in the load generator's own container. */
export interface NoiseFloor {
  readonly p50Us: number;
  readonly p95Us: number;
  readonly samples: number;
}

/** One measured replay, and why it may not be trusted. */
export interface LiveReplication {
  readonly outcome: LiveOutcome;
  /** The baseline's, measured right before or after on the same host; null where it was not asked for. */
  readonly baseline: LiveOutcome | null;
  readonly noiseBefore: NoiseFloor;
  readonly noiseAfter: NoiseFloor;
  /** Share of the host's CPU time that others used, and that the hypervisor took, 0..1. */
  readonly foreignShare: number;
  readonly stealShare: number;
  /** How much later than intended requests left; nothing before the warm-up counts. */
  readonly lateP95Us: number;
  readonly lateP99Us: number;
  readonly lateMaxUs: number;
  /** Time of the run beyond the scenario's own duration: building up, storing images, taking down. */
  readonly overheadUs: number;
  /** Why this replication was disturbed; empty: it was not. */
  readonly disturbed: readonly string[];
}

/** What a live run says beyond what a simulated one says. */
export interface LiveMetrics {
  readonly driver: string;
  /** Engine and kernel, for people. */
  readonly host: string;
  /** Median over the replications, quiet ones if there are any. */
  readonly outcome: LiveOutcome;
  readonly baseline: LiveOutcome | null;
  readonly replications: readonly LiveReplication[];
  /** Disturbed replications that were repeated: at no cost to anybody. */
  readonly repeated: number;
  readonly retrieveCold: StageTiming;
  readonly retrieveWarm: StageTiming;
  /** Faults as they were carried out and verified from outside, in words. */
  readonly faults: readonly string[];
}
