import { parseEntry } from '#core/entry';
import { formatProblem } from '#core/problem';
import type { Scenario } from '#core/scenario';
import { costsOf } from '#core/scoring';
import { controlPlaneFor, replay } from '#core/simulator';
import { kubernetesEntry } from '../entries/kubernetes-entry.js';
import { DEFAULTS } from '../entries/reference-profile.js';
import type { MeasuredRun } from '../search/measured-run.js';
import type { Cheat } from './cheat.js';

/** Replays a cheat, judged as any entry is. */
export function measureCheat(scenario: Scenario, cheat: Cheat, seed: number): MeasuredRun {
  const outcome = parseEntry(cheat.files?.(scenario) ?? kubernetesEntry(scenario, DEFAULTS));
  if (!outcome.ok) throw new Error(`the cheat "${cheat.name}" is refused: ${outcome.problems.map(formatProblem).join('; ')}`);
  const entry = outcome.value;
  const { verdict, metrics, log } = replay({
    scenario,
    entry,
    seed,
    controlPlane: (run) => {
      const honest = controlPlaneFor(entry, run, undefined);
      if (honest === null) throw new Error('the baseline has no control plane');
      return cheat.controlPlane?.(honest, run) ?? honest;
    },
  });
  return { seed, verdict, metrics, costs: metrics === null ? null : costsOf(metrics), logDigest: log.digest };
}
