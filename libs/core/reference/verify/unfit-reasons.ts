import type { Scenario } from '#core/scenario';
import type { ScenarioVerification, UnfitReason } from './verification.js';

/** A better entry must stand out within this many seeds; a contest has no more. */
const SEEDS_MAX = 60;
/** Less than this is no difference anybody would compete for. */
export const LEAST_DIFFERENCE = 5;
/** Entries score the same way round on both from here on. */
export const ALIKE = 0.97;
const LONGEST_RUN_MS = 120_000;

/** Why not, of what was measured: none, and it is fit for a contest. `frozenReplayDigest`: of what was replayed when its references were frozen. */
export function unfitReasons(
  scenario: Scenario,
  found: Omit<ScenarioVerification, 'fit' | 'reasons'>,
  frozenReplayDigest: string | undefined,
): readonly UnfitReason[] {
  const reasons: UnfitReason[] = [];
  const because = (code: UnfitReason['code'], message: string) => reasons.push({ code, message });
  if (scenario.scoring.references === null) because('references-missing', 'nothing can be scored: it has no frozen references (regatta scenario references)');
  if (frozenReplayDigest !== undefined && frozenReplayDigest !== scenario.replayDigest)
    because('references-stale', 'the scenario was changed after its references were frozen (regatta scenario references)');
  for (const entry of found.entries)
    if (entry.verdicts.some((verdict) => verdict !== 'completed'))
      because('fails', `the reference entry ${entry.name} ends as ${[...new Set(entry.verdicts)].join(', ')}`);
  const { best, difference, seedsNeeded } = found.discrimination;
  if (difference < LEAST_DIFFERENCE) because('no-discrimination', `the best reference entry (${best}) is only ${difference} points better than the baseline`);
  else if (seedsNeeded === null || seedsNeeded > SEEDS_MAX)
    because('too-noisy', `${seedsNeeded ?? 'no number of'} seeds would be needed to tell ${best} from the baseline; at most ${SEEDS_MAX} are run`);
  for (const cheat of found.cheats)
    if (!cheat.belowBaseline) because('exploitable', `"${cheat.name}" scores ${cheat.score}, no less than the baseline: it ${cheat.says}`);
  for (const { scenario: other, correlation: alike } of found.redundancy)
    if (alike > ALIKE) because('redundant', `entries score as they do on ${other} (correlation ${alike}): it asks nothing new`);
  if (found.runTime !== null && found.runTime.longestMs > LONGEST_RUN_MS)
    because('too-slow', `a run takes up to ${Math.round(found.runTime.longestMs / 1000)} s`);
  return reasons;
}
