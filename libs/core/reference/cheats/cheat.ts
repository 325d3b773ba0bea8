import type { EntryFile } from '#core/entry';
import type { ControlPlane } from '#core/orchestrator';
import type { DrawnRun, Scenario } from '#core/scenario';

/** A way to look good without doing the work. Every scenario must score it below the baseline. */
export interface Cheat {
  readonly name: string;
  /** What it does, in one line for a report. */
  readonly says: string;
  /** The entry it hands in; without: the baseline's. */
  readonly files?: (scenario: Scenario) => readonly EntryFile[];
  /** The cheating orchestrator of a run, made from the honest one. */
  readonly controlPlane?: (honest: ControlPlane, run: DrawnRun) => ControlPlane;
}
