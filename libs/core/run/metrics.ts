import type { LiveMetrics } from './live-metrics.js';

/** What a run measured. Everything is over offered work: what was dropped, refused or never answered counts as timed out. */
export interface RunMetrics {
  readonly latency: LatencyMetrics;
  readonly utilization: UtilizationMetrics;
  readonly recovery: RecoveryMetrics;
  readonly batch: BatchMetrics;
  readonly placement: PlacementMetrics;
  readonly stages: Readonly<Record<Stage, StageTiming>>;
  readonly apps: readonly AppMetrics[];
  /** Only of live runs: what they are scored by, and how far they can be trusted. */
  readonly live?: LiveMetrics;
}

/** The six stages every orchestrated container passes. */
export const STAGES = ['deploy', 'store', 'retrieve', 'run', 'scale', 'manage'] as const;
export type Stage = (typeof STAGES)[number];

/** Durations in µs; null where nothing of the kind happened, the percentiles also where it happened too seldom to tell (under 7 and 90 times). */
export interface StageTiming {
  readonly count: number;
  readonly p50Us: number | null;
  readonly p95Us: number | null;
  readonly maxUs: number | null;
}

/** Counted after the warm-up. `good`: answered without error within the SLO's latency. */
export interface LatencyMetrics {
  readonly offered: number;
  readonly served: number;
  readonly good: number;
  readonly rejected: number;
  readonly timedOut: number;
  readonly failed: number;
  /** Null from fewer than 7, 90, 459 and 4,603 samples: a percentile from fewer says nothing (MLPerf LoadGen's bound). */
  readonly p50Us: number | null;
  readonly p95Us: number | null;
  readonly p99Us: number | null;
  readonly p999Us: number | null;
}

export interface AppMetrics extends LatencyMetrics {
  readonly app: string;
  readonly sloLatencyUs: number;
  readonly sloTarget: number;
}

export interface UtilizationMetrics {
  /** Node time during which a node held at least one pod, in seconds. */
  readonly usedNodeSeconds: number;
  /** The same weighted by price, in the scenario's currency times 1e-6. */
  readonly usedPriceMicros: number;
  readonly wholePriceMicros: number;
  /** Means over used node time, 0..1. */
  readonly cpuRequestedShare: number;
  readonly cpuUsedShare: number;
  readonly memoryRequestedShare: number;
}

export interface FaultRecovery {
  readonly fault: string;
  readonly atUs: number;
  /** First window from which the SLO held for 60 s; null: not before the horizon or the next fault. */
  readonly recoveredAfterUs: number | null;
  /** Integral of missed attainment: bad request-seconds until the next fault or the end. */
  readonly sloDebt: number;
  /** Lowest attainment of any window after the fault, 0..1. */
  readonly dip: number;
}

export interface RecoveryMetrics {
  readonly faults: readonly FaultRecovery[];
  readonly sloDebt: number;
  /** Pods the control plane moved or stopped beyond those the faults forced. */
  readonly evictions: number;
}

export interface BatchMetrics {
  readonly jobs: number;
  readonly finished: number;
  /** Mean of max(1, (wait + run) / max(run, 10 s)); unfinished jobs count up to the horizon; null without jobs. */
  readonly boundedSlowdownMean: number | null;
  readonly goodCpuSeconds: number;
}

export interface PlacementMetrics {
  readonly podsSubmitted: number;
  readonly podsPlaced: number;
  readonly podsUnschedulableAtEnd: number;
  /** Share of GPUs (or of the dominant resource) allocated, 0..1; null where the scenario is not about packing. */
  readonly allocatedShare: number | null;
  /** Fewest nodes that would hold the final state by the same control plane; null unless the scenario asks for compaction. */
  readonly compactedNodes: number | null;
}
