import type { NodeFacts, NodeId, Resources } from '#core/cluster';
import type { Application } from './application.js';
import type { Clock, ClusterRule, NodePool, PackingRule, Release, Scoring } from './scenario.js';

/**
 * All that one seed draws, before any entry is known: nothing in here depends on a decision, so every entry meets the same
 * requests, faults and machines (common random numbers). Names are opaque and differ by seed.
 */
export interface DrawnRun {
  readonly scenarioId: string;
  readonly scenarioDigest: string;
  readonly seed: number;
  readonly clock: Clock;
  /** As drawn: `zones` and the pools' zones carry this seed's names. */
  readonly cluster: ClusterRule;
  /** Machines that are there at time 0; `facts.id` is the index. */
  readonly nodes: readonly DrawnNode[];
  /** Sources of machines, one per pool of `cluster.pools`: what a grown pool gets. */
  readonly growth: readonly PoolGrowth[];
  /** An application's index in here is its number wherever a number is wanted. */
  readonly applications: readonly Application[];
  /** External arrivals of each application (same index); applications without load of their own have an empty source. */
  arrivals(app: number): ArrivalSource;
  /** By time. */
  readonly faults: readonly ScheduledFault[];
  readonly releases: readonly Release[];
  readonly jobs: readonly DrawnJob[];
  /** Pods of packing scenarios, by time. */
  readonly pods: readonly DrawnPod[];
  readonly packing: PackingRule | null;
  readonly scoring: Scoring;
}

export interface DrawnNode {
  readonly facts: NodeFacts;
  /** Index into `cluster.pools`. */
  readonly pool: number;
  readonly speedMilli: number;
  readonly priceMicrosPerHour: number;
  readonly nicBytesPerSecond: number;
}

/** The k-th machine that a pool ever gets is the same whenever it is asked for. */
export interface PoolGrowth {
  readonly pool: NodePool;
  /** The next machine with the given id, and how long it takes to join. */
  next(id: NodeId): { readonly node: DrawnNode; readonly provisioningUs: number };
}

/** Pull generator of arrival times. Every call of `DrawnRun.arrivals` gives a new one from the start. */
export interface ArrivalSource {
  /** Next intended arrival, integer µs, never decreasing; `NEVER` at or after the horizon. */
  nextArrivalUs(): number;
}

interface FaultTimes {
  /** As the scenario names it; drawn repeatedly: `crash#3`. */
  readonly name: string;
  /** What it hits, for people: `zone zone-k3f`, `node n-7c1e`. */
  readonly target: string;
  readonly atUs: number;
  /** When the last of it ends; `NEVER`: not before the end of the run. */
  readonly untilUs: number;
}

/** A fault with its time and its concrete target. Node lists name machines that were there at time 0. */
export type ScheduledFault = FaultTimes &
  (
    | { readonly kind: 'node-crash'; readonly nodes: readonly NodeId[] }
    /** Also hits machines that join the zone while it lasts. `backAtUs[i]`: when `nodes[i]` returns. */
    | { readonly kind: 'zone-outage'; readonly zone: string; readonly nodes: readonly NodeId[]; readonly backAtUs: readonly number[] }
    | { readonly kind: 'partition'; readonly nodes: readonly NodeId[]; readonly cut: 'control-plane' | 'all' }
    | { readonly kind: 'slow-node'; readonly nodes: readonly NodeId[]; readonly speedMilli: number }
    | { readonly kind: 'flaky-node'; readonly nodes: readonly NodeId[]; readonly errorMilli: number; readonly extraLatencyUs: number }
    /** Notice at `atUs`, machines leave for good at `goneAtUs`. */
    | { readonly kind: 'spot-reclaim'; readonly nodes: readonly NodeId[]; readonly goneAtUs: number }
    | { readonly kind: 'drain'; readonly steps: readonly MaintenanceStep[] }
    | { readonly kind: 'registry-slow'; readonly factorMilli: number }
    | { readonly kind: 'crash-loop'; readonly app: string; readonly probabilityMilli: number }
    | { readonly kind: 'stale-view'; readonly lagUs: number }
    | { readonly kind: 'stock-out'; readonly pool: string }
  );

/** `reboot` restarts the machine at once (pods still on it are lost); it comes between drain and uncordon. */
export interface MaintenanceStep {
  readonly atUs: number;
  readonly node: NodeId;
  readonly action: 'drain' | 'reboot' | 'uncordon';
}

/** A job with the CPU time of each of its items, µs on one core at nominal speed. */
export interface DrawnJob {
  readonly atUs: number;
  readonly job: string;
  readonly app: string;
  readonly items: number;
  readonly parallelism: number;
  readonly priority: number;
  readonly itemCpuUs: readonly number[];
  /** Most cores an item can use, thousandths. */
  readonly itemCpuMilli: number;
}

export interface DrawnPod {
  readonly atUs: number;
  /** Withdrawn by the organizer at this time; `NEVER`: stays. */
  readonly untilUs: number;
  readonly key: string;
  readonly app: string;
  readonly requests: Resources;
  readonly priority: number;
  readonly nodeSelector: Readonly<Record<string, readonly string[]>>;
}
