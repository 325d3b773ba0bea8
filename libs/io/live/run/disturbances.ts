import type { LiveReplication } from '#core/run';

/** Beyond these a replay says more about its host than about its entry. */
export const LIMITS = {
  foreignShare: 0.15,
  stealShare: 0.05,
  /** A millisecond of work, in the load generator's container. */
  noiseP50Us: 4_000,
  noiseDrift: 2,
  lateP99Us: 25_000,
} as const;

/** A generator that sent one request in twenty later than this has not replayed the scenario: the replay is void. */
export const VOID_LATE_P95_US = 100_000;

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
const ms = (us: number): string => `${(us / 1000).toFixed(1)} ms`;

export interface Seen extends Pick<LiveReplication, 'foreignShare' | 'stealShare' | 'noiseBefore' | 'noiseAfter' | 'lateP99Us'> {
  /** Faults that could not be done, or were not seen from outside. */
  readonly undone: readonly string[];
}

/** Why a replay was disturbed, in words; empty: it was not. */
export function disturbances(seen: Seen): readonly string[] {
  const reasons = [...seen.undone];
  const { noiseBefore, noiseAfter } = seen;
  if (seen.foreignShare > LIMITS.foreignShare) reasons.push(`others used ${percent(seen.foreignShare)} of the host`);
  if (seen.stealShare > LIMITS.stealShare) reasons.push(`the hypervisor took ${percent(seen.stealShare)} of the host`);
  if (noiseBefore.p50Us > LIMITS.noiseP50Us) reasons.push(`a millisecond of work took ${ms(noiseBefore.p50Us)} before it began`);
  if (noiseAfter.p50Us > Math.max(LIMITS.noiseP50Us, LIMITS.noiseDrift * noiseBefore.p50Us))
    reasons.push(`a millisecond of work took ${ms(noiseAfter.p50Us)} after it, and ${ms(noiseBefore.p50Us)} before`);
  if (seen.lateP99Us > LIMITS.lateP99Us) reasons.push(`one request in a hundred left more than ${ms(seen.lateP99Us)} late`);
  return reasons;
}
