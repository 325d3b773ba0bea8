import type { PodId } from '#core/cluster';
import type { Action } from '#core/orchestrator';
import { alteredActions } from './altered-actions.js';
import type { Cheat } from './cheat.js';

/** Honest up to the end of the warm-up, and a tenth of the run at least; then everything is stopped and nothing started any more. */
export const scaleToZero: Cheat = {
  name: 'scale to zero',
  says: 'stops everything soon after the start: the machines are free from then on',
  controlPlane: (honest, run) => {
    const untilUs = Math.max(run.clock.warmupUs, run.clock.horizonUs / 10);
    const running = new Set<PodId>();
    return alteredActions(honest, (actions, nowUs) => {
      if (nowUs < untilUs) {
        for (const action of actions) if (action.kind === 'start-pod') running.add(action.pod.id);
        return actions;
      }
      const stops = [...running].map((pod): Action => ({ kind: 'stop-pod', pod, graceUs: 0 }));
      running.clear();
      return [...stops, ...actions.filter((action) => action.kind !== 'start-pod')];
    });
  },
};
