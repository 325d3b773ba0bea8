import type { FaultRecovery } from '#core/run';
import { SECOND } from '#core/units';

const STEADY_US = 60 * SECOND;

/** Requests of each window, by their intended arrival. */
export interface WindowCounts {
  readonly offered: ArrayLike<number>;
  readonly good: ArrayLike<number>;
}

export interface RecoveryInput {
  /** `feltUs`: from when it hurts; a spot machine that is announced to go still serves. */
  readonly faults: readonly { readonly name: string; readonly atUs: number; readonly feltUs: number }[];
  readonly apps: readonly { readonly windows: WindowCounts; readonly target: number }[];
  readonly windowUs: number;
  readonly warmupUs: number;
  readonly horizonUs: number;
}

/**
 * What each fault cost until the next one or the end. Debt: the good requests that are missing from the target of each
 * window, added up. Recovered: from the first window on, every application held its target for 60 s.
 */
export function recoveryOf(input: RecoveryInput): readonly FaultRecovery[] {
  const faults = input.faults.filter((fault) => fault.atUs < input.horizonUs);
  return faults.map((fault, index) => {
    const untilUs = faults.slice(index + 1).find((next) => next.atUs > fault.atUs)?.atUs ?? input.horizonUs;
    const shadowed = faults[index + 1]?.atUs === fault.atUs;
    const first = Math.floor(Math.max(fault.atUs, input.warmupUs) / input.windowUs);
    const last = Math.ceil(untilUs / input.windowUs);
    let [debt, dip] = [0, 1];
    for (let window = first; window < last; window++) {
      // The window in which the next fault falls is the next one's.
      if (untilUs < input.horizonUs && window === Math.floor(untilUs / input.windowUs)) break;
      const seen = missedIn(input, window);
      if (!shadowed) debt += seen.debt;
      dip = Math.min(dip, seen.attainment);
    }
    return {
      fault: fault.name,
      atUs: fault.atUs,
      recoveredAfterUs: recoveredAfter(input, fault.feltUs, untilUs),
      sloDebt: Math.round(debt * 1000) / 1000,
      dip: Math.round(dip * 1e6) / 1e6,
    };
  });
}

function missedIn(input: RecoveryInput, window: number): { readonly debt: number; readonly attainment: number } {
  let [debt, attainment] = [0, 1];
  for (const { windows, target } of input.apps) {
    const offered = windows.offered[window] ?? 0;
    const good = windows.good[window] ?? 0;
    if (offered === 0) continue;
    debt += Math.max(0, target * offered - good);
    attainment = Math.min(attainment, good / offered);
  }
  return { debt, attainment };
}

function recoveredAfter(input: RecoveryInput, atUs: number, untilUs: number): number | null {
  const { windowUs } = input;
  const needed = Math.ceil(STEADY_US / windowUs);
  let held = 0;
  for (let window = Math.floor(atUs / windowUs); (window + 1) * windowUs <= untilUs; window++) {
    const holds = input.apps.every(({ windows, target }) => (windows.good[window] ?? 0) >= target * (windows.offered[window] ?? 0));
    held = holds ? held + 1 : 0;
    if (held === needed) return Math.max(0, (window - needed + 1) * windowUs - atUs);
  }
  return null;
}
