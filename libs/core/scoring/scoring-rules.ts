/** The three axes of a score; each has one cost, lower is better. */
export const AXES = ['latency', 'utilization', 'recovery'] as const;
export type Axis = (typeof AXES)[number];
export type PerAxis = Readonly<Record<Axis, number>>;

/** What a run cost, per axis. See the file of each cost for definition, unit and bounds. */
export type Costs = PerAxis;

/** The two frozen reference costs of a scenario: the orchestrators' defaults, and the best anybody has shown. */
export interface References {
  readonly baseline: Costs;
  readonly bestKnown: Costs;
}

/** What scoring needs to know about a scenario; `Scenario['scoring']` has this shape. */
export interface ScoringRules {
  /** Sum to 1. An axis of weight 0 is shown and does not count. */
  readonly weights: PerAxis;
  /** Null: the scenario has no frozen references yet, so its runs have costs and no score. */
  readonly references: References | null;
}

/**
 * Below these two costs count as equal: the resolution of what is measured. They keep the logarithm finite at 0 and stop
 * an entry from earning points by shaving what nobody would notice.
 */
export const RESOLUTION: PerAxis = { latency: 1e-3, utilization: 1, recovery: 1e-1 };

/** An axis is worth at least this (twice as bad as far as the best is good) and at most this (a weak "best known" cannot be exploited for ever). */
export const NORMALIZED_MIN = -1;
export const NORMALIZED_MAX = 1.25;

/** The best known counts as at least this many times better than the baseline. */
export const NARROWEST_RANGE = 1.5;

/** A verdict at the competitor's fault. */
export const FAULT_SCORE = -100;

/** Version of all arithmetic in this room. A change is a new version with its golden diff. */
export const SCORING_VERSION = 1;
