/** What the pages read of the API's answers. The type checker holds it against the generated description wherever an answer comes in (`queries.ts`). */
export const AXES = ['latency', 'utilization', 'recovery'] as const;
export type Axis = (typeof AXES)[number];
export type PerAxis = Readonly<Record<Axis, number>>;

export type Phase = 'upcoming' | 'open' | 'frozen' | 'closed';

export interface Contest {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly phase: Phase;
  readonly opensAt: string | null;
  readonly closesAt: string | null;
  readonly freezesAt: string | null;
  readonly divisions: readonly string[];
  readonly scenarios: readonly ContestScenario[];
  readonly submissionsPerDay: number | null;
  readonly openRuns: boolean;
  readonly extraSeeds: ExtraSeeds;
}

/** Runs that are added where neighbours on the board cannot be told apart. */
export interface ExtraSeeds {
  readonly runs: number;
  readonly spent: number;
  readonly left: number;
  readonly perScenario: number;
  readonly afterFreeze: boolean;
  readonly commitment: string;
  /** Null until the contest is closed. */
  readonly root: string | null;
}

export type World = 'simulated' | 'live';

export interface ContestScenario {
  readonly id: string;
  readonly world: World;
  readonly title: string;
  readonly weight: number;
  readonly visibility: 'public' | 'hidden';
  /** False: of this scenario only weight and commitment are told. */
  readonly revealed: boolean;
  readonly commitment: string;
  readonly seeds: readonly number[];
}

export interface Leaderboard {
  readonly contestId: string;
  readonly scoringVersion: number;
  readonly generatedAt: string;
  readonly frozen: boolean;
  readonly total: number;
  readonly standings: readonly Standing[];
}

export interface Standing {
  readonly rank: number;
  readonly bandFrom: number;
  readonly bandTo: number;
  readonly team: Team;
  readonly submissionId: string;
  readonly division: string;
  readonly score: number | null;
  readonly scenarios: readonly StandingScenario[];
  /** P(beats the entry on the next rank); null: there is none, or nothing to compare. */
  readonly beatsNext: number | null;
  /** Seeds a scenario that would tell it from the next rank; 0: told apart; null: no number would. */
  readonly moreSeedsToNext: number | null;
  readonly submittedAt: string;
  readonly reference: boolean;
}

/** Axes are normalized: 0 is the baseline entry, 1 the best known. */
export interface StandingScenario {
  readonly scenarioId: string;
  readonly score: number | null;
  readonly latency: number | null;
  readonly utilization: number | null;
  readonly recovery: number | null;
  readonly runs: number;
  readonly runsTotal: number;
  readonly extraRuns: number;
}

export interface Team {
  readonly id: string;
  readonly name: string;
}

export interface Problem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Submission {
  readonly id: string;
  readonly contestId: string;
  readonly team: Team;
  readonly division: string;
  readonly entryDigest: string;
  readonly submittedAt: string;
  readonly state: 'judging' | 'scored' | 'failed';
  readonly score: number | null;
  readonly warnings: readonly Problem[];
  readonly runs: readonly RunSummary[];
}

export interface RunSummary {
  readonly id: string;
  readonly world: World;
  readonly scenarioId: string;
  /** Null while the scenario is hidden from the reader. */
  readonly seed: number | null;
  /** Counts in comparisons, not in the score. */
  readonly extra: boolean;
  readonly attempt: number;
  readonly state: 'queued' | 'leased' | 'recorded' | 'scored' | 'failed' | 'cancelled';
  readonly verdict: string | null;
  readonly fault: string | null;
  readonly score: number | null;
  readonly costs: PerAxis | null;
  readonly normalized: PerAxis | null;
}

export interface Run extends RunSummary {
  readonly submissionId: string;
  readonly cause: string | null;
  readonly metrics: RunMetrics | null;
  readonly recordDigest: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export interface LatencyMetrics {
  readonly offered: number;
  readonly served: number;
  readonly good: number;
  readonly rejected: number;
  readonly timedOut: number;
  readonly failed: number;
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

export const STAGES = ['deploy', 'store', 'retrieve', 'run', 'scale', 'manage'] as const;
export type Stage = (typeof STAGES)[number];

export interface StageTiming {
  readonly count: number;
  readonly p50Us: number | null;
  readonly p95Us: number | null;
  readonly maxUs: number | null;
}

/** Times in µs but those that say seconds; shares 0..1. */
export interface LiveOutcome {
  readonly medianLatencyUs: number | null;
  readonly generousShare: number;
  readonly cpuPerRequestUs: number | null;
  readonly restoredAfterS: number | null;
  readonly recoveredAfterS: number | null;
}

export interface LiveReplication {
  readonly outcome: LiveOutcome;
  readonly baseline: LiveOutcome | null;
  readonly noiseBefore: { readonly p50Us: number };
  readonly noiseAfter: { readonly p50Us: number };
  readonly foreignShare: number;
  readonly stealShare: number;
  readonly lateP99Us: number;
  readonly overheadUs: number;
  readonly disturbed: readonly string[];
}

export interface LiveMetrics {
  readonly driver: string;
  readonly host: string;
  readonly outcome: LiveOutcome;
  readonly baseline: LiveOutcome | null;
  readonly replications: readonly LiveReplication[];
  readonly repeated: number;
  readonly retrieveCold: StageTiming;
  readonly retrieveWarm: StageTiming;
  readonly faults: readonly string[];
}

export interface RunMetrics {
  readonly latency: LatencyMetrics;
  readonly utilization: {
    readonly usedNodeSeconds: number;
    readonly usedPriceMicros: number;
    readonly wholePriceMicros: number;
    readonly cpuRequestedShare: number;
    readonly cpuUsedShare: number;
    readonly memoryRequestedShare: number;
  };
  readonly recovery: {
    readonly sloDebt: number;
    readonly evictions: number;
    readonly faults: readonly {
      readonly fault: string;
      readonly atUs: number;
      readonly recoveredAfterUs: number | null;
      readonly sloDebt: number;
      readonly dip: number;
    }[];
  };
  readonly batch: { readonly jobs: number; readonly finished: number; readonly boundedSlowdownMean: number | null };
  readonly placement: {
    readonly podsSubmitted: number;
    readonly podsPlaced: number;
    readonly podsUnschedulableAtEnd: number;
    readonly allocatedShare: number | null;
    readonly compactedNodes: number | null;
  };
  readonly stages: Readonly<Record<Stage, StageTiming>>;
  /** Only of runs on real containers. */
  readonly live?: LiveMetrics;
  readonly apps: readonly AppMetrics[];
}

export interface AppTimeline {
  readonly app: string;
  readonly offered: readonly number[];
  readonly served: readonly number[];
  readonly good: readonly number[];
  readonly p99Us: readonly (number | null)[];
  readonly replicasReady: readonly number[];
  readonly replicasWanted: readonly number[];
}

export interface Timeline {
  readonly windowUs: number;
  readonly startUs: readonly number[];
  readonly apps: readonly AppTimeline[];
  readonly nodesUp: readonly number[];
  readonly nodesUsed: readonly number[];
  readonly cpuUsedShare: readonly number[];
  readonly cpuRequestedShare: readonly number[];
  readonly podsPending: readonly number[];
  readonly faults: readonly { readonly atUs: number; readonly untilUs: number | null; readonly fault: string; readonly target: string }[];
}

export interface Scoring {
  readonly weights: PerAxis;
  readonly references: { readonly baseline: PerAxis; readonly bestKnown: PerAxis } | null;
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  readonly digest: string;
  readonly visibility: 'public' | 'hidden';
  readonly commitment: string;
  readonly text: string;
  readonly summary: string;
  readonly scoring: Scoring;
  readonly preview: {
    readonly minutes: readonly {
      /** In minutes. */
      readonly t: number;
      readonly offeredPerApp: Readonly<Record<string, number>>;
      /** In cores, like the rest. */
      readonly demand: number;
      readonly batchDemand: number;
      readonly capacity: number;
      readonly capacityMax: number;
    }[];
    readonly faults: readonly { readonly atUs: number; readonly untilUs: number | null; readonly kind: string; readonly target: string }[];
  };
}

export interface Me {
  readonly role: string;
  readonly team: Team | null;
}
