import { parseEntry } from '#core/entry';
import { formatProblem } from '#core/problem';
import type { Scenario } from '#core/scenario';
import { costsOf } from '#core/scoring';
import { controlPlaneFor, replay } from '#core/simulator';
import { kubernetesEntry } from '../entries/kubernetes-entry.js';
import { DEFAULTS } from '../entries/reference-profile.js';
import type { MeasuredRun } from '../search/measured-run.js';
import { type Cheat, CheatCrashed } from './cheat.js';

/** Replays a cheat. One that ends itself is judged as any entry whose process is gone: `crashed`. */
export function measureCheat(scenario: Scenario, cheat: Cheat, seed: number): MeasuredRun {
  const outcome = parseEntry(cheat.files?.(scenario) ?? kubernetesEntry(scenario, DEFAULTS));
  if (!outcome.ok) throw new Error(`the cheat "${cheat.name}" is refused: ${outcome.problems.map(formatProblem).join('; ')}`);
  const entry = outcome.value;
  let crashed = false;
  const { verdict, metrics, log } = replay({
    scenario,
    entry,
    seed,
    controlPlane: (run) => {
      const honest = controlPlaneFor(entry, run);
      if (honest === null) throw new Error('the baseline has no control plane');
      const cheating = cheat.controlPlane?.(honest, run) ?? honest;
      return {
        get wakeAtUs() {
          return cheating.wakeAtUs;
        },
        step: (nowUs, events) => {
          try {
            return cheating.step(nowUs, events);
          } catch (error) {
            crashed ||= error instanceof CheatCrashed;
            throw error;
          }
        },
      };
    },
  });
  if (crashed) return { seed, verdict: 'crashed', metrics: null, costs: null, logDigest: log.digest };
  return { seed, verdict, metrics, costs: metrics === null ? null : costsOf(metrics), logDigest: log.digest };
}
