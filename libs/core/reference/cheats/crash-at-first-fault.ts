import { ContestantFault } from '#core/orchestrator/plugin';
import { alteredActions } from './altered-actions.js';
import type { Cheat } from './cheat.js';

/** Honest while nothing goes wrong. Where nothing ever does, it gives up half-way. */
export const crashAtFirstFault: Cheat = {
  name: 'crash at the first fault',
  says: 'ends itself as soon as something breaks, so that what follows is not measured',
  controlPlane: (honest, run) => {
    const atUs = run.faults.find((fault) => fault.atUs >= run.clock.warmupUs)?.atUs ?? run.clock.horizonUs / 2;
    return alteredActions(honest, (actions, nowUs) => {
      if (nowUs >= atUs) throw new ContestantFault('crashed', 'the orchestrator ended itself');
      return actions;
    });
  },
};
