import type { Action } from './action.js';
import type { WorldEvent } from './world-event.js';

/**
 * An orchestrator, sans-IO: it never calls anything and never reads a clock. The simulated world steps it with virtual
 * time, the live world with the wall clock; a recorded log of steps replays without either.
 *
 * It is stepped when something happened, and when `wakeAtUs` has come (with no events). Steps come in strictly
 * increasing time: whatever happens at one instant is one step. Same steps, same answers.
 */
export interface ControlPlane {
  step(nowUs: number, events: readonly WorldEvent[]): readonly Action[];
  /** When it wants to be stepped even if nothing happens: its next timer. `NEVER` when it has none. Valid until the next step. */
  readonly wakeAtUs: number;
  /** How often its node agents send heartbeats, where it is not the scenario that says so. */
  readonly heartbeatUs?: number;
}
