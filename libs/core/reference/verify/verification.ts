/** What is known about a scenario's fitness for a contest after its references, probes and cheats were run. */
export interface ScenarioVerification {
  readonly scenario: string;
  readonly seeds: readonly number[];
  readonly fit: boolean;
  /** Why not, one sentence each with its stable code. */
  readonly reasons: readonly UnfitReason[];
  /** Best first. */
  readonly entries: readonly VerifiedEntry[];
  readonly cheats: readonly (VerifiedEntry & { readonly says: string; readonly belowBaseline: boolean })[];
  /** The best reference entry against the baseline, seed by seed. */
  readonly discrimination: { readonly best: string; readonly difference: number; readonly deviation: number; readonly seedsNeeded: number | null };
  /** Points by which one seed differs from the next, paired with the baseline: mean over the entries. */
  readonly noise: number;
  readonly redundancy: readonly { readonly scenario: string; readonly correlation: number }[];
  /** Of one run, ms; null where nobody measured time. */
  readonly runTime: { readonly medianMs: number; readonly longestMs: number } | null;
}

export interface UnfitReason {
  readonly code: 'references-missing' | 'references-stale' | 'no-discrimination' | 'too-noisy' | 'redundant' | 'exploitable' | 'too-slow' | 'fails';
  readonly message: string;
}

export interface VerifiedEntry {
  readonly name: string;
  readonly score: number;
  readonly scores: readonly number[];
  readonly verdicts: readonly string[];
}
