import type { AppLedger } from './app-ledger.js';

const SECOND = 1_000_000;
const STEADY_S = 5;

/** A change of the number of replicas that can serve, as it happened. */
export interface ReplicaChange {
  readonly atUs: number;
  readonly app: string;
  readonly ready: number;
}

/** Whole seconds from a fault until every application had as many ready replicas as right before it; null: not before the end. */
export function restoredAfterS(changes: readonly ReplicaChange[], faultUs: number, horizonUs: number): number | null {
  const before = new Map<string, number>();
  for (const { atUs, app, ready } of changes) if (atUs < faultUs) before.set(app, ready);
  const now = new Map(before);
  const isWhole = (): boolean => [...before].every(([app, wanted]) => (now.get(app) ?? 0) >= wanted);
  // A fault that takes nothing away is over at once; otherwise the first loss has to be seen before the last gain counts.
  let brokenSince: number | null = null;
  let restoredUs = faultUs;
  for (const { atUs, app, ready } of changes) {
    if (atUs < faultUs || atUs > horizonUs) continue;
    now.set(app, ready);
    if (!isWhole()) brokenSince ??= atUs;
    else if (brokenSince !== null) {
      restoredUs = atUs;
      brokenSince = null;
    }
  }
  return brokenSince !== null ? null : Math.round((restoredUs - faultUs) / SECOND);
}

/** Whole seconds from a fault until the requests of five seconds in a row met their target again; null: not before the end. */
export function recoveredAfterS(ledgers: readonly AppLedger[], faultUs: number, horizonUs: number): number | null {
  const first = Math.floor(faultUs / SECOND);
  const last = Math.floor(horizonUs / SECOND) - STEADY_S;
  const holds = (second: number): boolean =>
    ledgers.every(({ offeredIn, goodIn, app }) => {
      const sum = (values: readonly number[]) => values.slice(second, second + STEADY_S).reduce((total, value) => total + value, 0);
      return sum(goodIn) >= (app.slo?.target ?? 0) * sum(offeredIn);
    });
  let missed = false;
  for (let second = first; second <= last; second++) {
    if (!holds(second)) missed = true;
    else if (missed) return second - first;
  }
  return missed ? null : 0;
}
