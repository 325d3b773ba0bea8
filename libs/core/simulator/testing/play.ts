import type { RunMetrics, Timeline } from '#core/run';
import { drawRun, type Scenario } from '#core/scenario';
import { World } from '../world/world.js';
import { Steward, type StewardRules } from './steward.js';

export interface Played {
  readonly world: World;
  readonly steward: Steward;
  readonly metrics: RunMetrics;
  readonly timeline: Timeline;
}

/** The whole run of a scenario under a control plane that does what it is told. */
export function play(scenario: Scenario, rules: StewardRules, seed = 1): Played {
  const steward = new Steward(rules);
  const run = drawRun(scenario, seed);
  const world = new World(run, steward);
  world.advance(run.clock.horizonUs);
  world.flow.finish();
  const { metrics, timeline } = world.observer.close(
    world.machines,
    world.machines.flatMap((machine) => [...machine.pods]),
  );
  return { world, steward, metrics, timeline };
}
