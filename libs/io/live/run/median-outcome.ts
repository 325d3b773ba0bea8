import type { LiveOutcome } from '#core/run';

/** The median of each quantity over several replays; what never happened is later than anything that did. */
export function medianOutcome(outcomes: readonly LiveOutcome[]): LiveOutcome {
  const middle = (values: readonly (number | null)[]): number | null => {
    const sorted = values.slice().sort((a, b) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY));
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
  };
  return {
    medianLatencyUs: middle(outcomes.map(({ medianLatencyUs }) => medianLatencyUs)),
    generousShare: middle(outcomes.map(({ generousShare }) => generousShare)) ?? 0,
    cpuPerRequestUs: middle(outcomes.map(({ cpuPerRequestUs }) => cpuPerRequestUs)),
    restoredAfterS: middle(outcomes.map(({ restoredAfterS }) => restoredAfterS)),
    recoveredAfterS: middle(outcomes.map(({ recoveredAfterS }) => recoveredAfterS)),
  };
}
