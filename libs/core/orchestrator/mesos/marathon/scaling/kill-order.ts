export type KillSelection = 'YOUNGEST_FIRST' | 'OLDEST_FIRST';

/** Conditions of an instance as Marathon names them. */
export type Condition =
  | 'Scheduled'
  | 'Provisioned'
  | 'Staging'
  | 'Starting'
  | 'Running'
  | 'Unreachable'
  | 'UnreachableInactive'
  | 'Killing'
  | 'Failed'
  | 'Finished'
  | 'Error'
  | 'Gone'
  | 'Dropped'
  | 'Killed';

export interface KillCandidate {
  readonly condition: Condition;
  /** Since when it is staged or starting, or active; null when it never was. */
  readonly sinceUs: number | null;
}

const WEIGHTS: Partial<Record<Condition, number>> = { Unreachable: 1, Staging: 2, Starting: 3, Running: 4 };
const weightOf = (condition: Condition): number => WEIGHTS[condition] ?? 5;

/** Order in which instances are killed: those that matter least, then by age. */
export function compareForKill(selection: KillSelection): (a: KillCandidate, b: KillCandidate) => number {
  return (a, b) => {
    const byCondition = weightOf(a.condition) - weightOf(b.condition);
    if (byCondition !== 0) return byCondition;
    if (a.sinceUs === null || b.sinceUs === null) return (a.sinceUs === null ? 0 : 1) - (b.sinceUs === null ? 0 : 1);
    return selection === 'YOUNGEST_FIRST' ? b.sinceUs - a.sinceUs : a.sinceUs - b.sinceUs;
  };
}
