import { ln } from '#core/random';
import type { LiveMetrics, LiveOutcome } from '#core/run';
import type { Costs, PerAxis } from './scoring-rules.js';

/**
 * Scores of live runs, in bands against a baseline that was replayed in turn with the entry on the same host. Only quantities
 * that stay robust on a shared host count, and a difference within one band is none: CPU and median latency repeat within a few
 * percent under load, recovery within a second, tail percentiles not at all. 0 is the baseline, five bands are the most.
 */
export const LIVE_BANDS = { ratio: 1.1, missRatio: 1.5, missFloor: 0.01, seconds: 2, most: 5 } as const;

export interface LiveScore {
  readonly costs: Costs;
  readonly normalized: PerAxis | null;
  readonly score: number | null;
}

export function scoreLive({ outcome, baseline }: Pick<LiveMetrics, 'outcome' | 'baseline'>, weights: PerAxis): LiveScore {
  const costs: Costs = { latency: round(1 - outcome.generousShare), utilization: outcome.cpuPerRequestUs ?? 0, recovery: outcome.restoredAfterS ?? 0 };
  if (baseline === null) return { costs, normalized: null, score: null };
  const normalized: PerAxis = {
    latency: (place(ratioBands(baseline.medianLatencyUs, outcome.medianLatencyUs)) + place(missBands(baseline, outcome))) / 2,
    utilization: place(ratioBands(baseline.cpuPerRequestUs, outcome.cpuPerRequestUs)),
    recovery: (place(secondBands(baseline.restoredAfterS, outcome.restoredAfterS)) + place(secondBands(baseline.recoveredAfterS, outcome.recoveredAfterS))) / 2,
  };
  const sum = weights.latency * normalized.latency + weights.utilization * normalized.utilization + weights.recovery * normalized.recovery;
  return { costs, normalized, score: round(100 * sum) };
}

/** Whole bands by which `own` is better: smaller. What never happened is worse than anything that did. */
function ratioBands(base: number | null, own: number | null): number {
  if (base === null || own === null) return oneMissing(base, own);
  return Math.trunc(ln(Math.max(1, base) / Math.max(1, own)) / ln(LIVE_BANDS.ratio) + 1e-9);
}

function missBands(base: LiveOutcome, own: LiveOutcome): number {
  const missed = ({ generousShare }: LiveOutcome): number => 1 - generousShare + LIVE_BANDS.missFloor;
  return Math.trunc(ln(missed(base) / missed(own)) / ln(LIVE_BANDS.missRatio) + 1e-9);
}

function secondBands(base: number | null, own: number | null): number {
  if (base === null || own === null) return oneMissing(base, own);
  return Math.trunc((base - own) / LIVE_BANDS.seconds);
}

const oneMissing = (base: number | null, own: number | null): number => (base === own ? 0 : own === null ? -LIVE_BANDS.most : LIVE_BANDS.most);
const place = (bands: number): number => Math.max(-1, Math.min(1, bands / LIVE_BANDS.most));
const round = (value: number): number => Math.round(value * 1e4) / 1e4;
