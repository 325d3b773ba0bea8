import { type EntryFile, parseEntry } from '#core/entry';
import { formatProblem } from '#core/problem';
import type { RunMetrics, Verdict } from '#core/run';
import type { Scenario } from '#core/scenario';
import { type Costs, costsOf } from '#core/scoring';
import { replay } from '#core/simulator';

/** One run as far as references and verification need it. */
export interface MeasuredRun {
  readonly seed: number;
  readonly verdict: Verdict;
  readonly metrics: RunMetrics | null;
  readonly costs: Costs | null;
  /** SHA-256 over the whole event log of the run. */
  readonly logDigest: string;
}

/** Replays a reference entry. Its files are ours: that they cannot be read is a bug, not somebody's mistake. */
export function measureEntry(scenario: Scenario, files: readonly EntryFile[], seed: number): MeasuredRun {
  const entry = parseEntry(files);
  if (!entry.ok) throw new Error(`a reference entry for ${scenario.id} is refused: ${entry.problems.map(formatProblem).join('; ')}`);
  const { verdict, metrics, log } = replay({ scenario, entry: entry.value, seed });
  return { seed, verdict, metrics, costs: metrics === null ? null : costsOf(metrics), logDigest: log.digest };
}
