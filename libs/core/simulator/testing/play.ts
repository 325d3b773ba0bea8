import type { ControlPlane } from '#core/orchestrator';
import type { RunMetrics, Timeline } from '#core/run';
import { type DrawnRun, drawRun, type Scenario } from '#core/scenario';
import type { RequestOutcome } from '../measure/app-windows.js';
import { World } from '../world/world.js';
import { Steward, type StewardRules } from './steward.js';

export interface Played {
  readonly world: World;
  readonly steward: Steward;
  readonly metrics: RunMetrics;
  readonly timeline: Timeline;
}

/** The whole run of a scenario under a control plane that does what it is told; `watch` sees the world before anything happens in it. */
export function play(scenario: Scenario, rules: StewardRules, seed = 1, watch: (world: World) => void = () => undefined): Played {
  const steward = new Steward(rules);
  const run = drawRun(scenario, seed);
  const world = new World(run, steward);
  watch(world);
  world.advance(run.clock.horizonUs);
  return { world, steward, ...world.close() };
}

/** The whole run of what a seed drew, under any control plane. */
export function playWith(run: DrawnRun, controlPlane: ControlPlane): Omit<Played, 'steward'> {
  const world = new World(run, controlPlane);
  world.advance(run.clock.horizonUs);
  return { world, ...world.close() };
}

export interface Settled {
  readonly intendedUs: number;
  readonly outcome: RequestOutcome;
  readonly latencyUs: number;
}

/** Every outcome of an application's requests, in the order in which clients learn of them. */
export function outcomesOf(world: World, app = 0): Settled[] {
  const settled: Settled[] = [];
  const windows = world.apps[app]?.windows;
  if (windows === undefined) return settled;
  const settle = windows.settle.bind(windows);
  windows.settle = (intendedUs, outcome, latencyUs) => {
    settled.push({ intendedUs, outcome, latencyUs });
    settle(intendedUs, outcome, latencyUs);
  };
  return settled;
}
