import { type EntryFile, parseEntry } from '#core/entry';
import type { ContestantProcess } from '#core/orchestrator/plugin';
import { drawRun, parseScenario } from '#core/scenario';
import { controlPlaneFor } from '#core/simulator';
import { type Port, serveSteps } from './stepper.js';

/** What a thread is given of a run, as plain data. */
interface Inputs {
  readonly scenarioText: string;
  readonly files: readonly EntryFile[];
  readonly seed: number;
}

/**
 * In a thread of its own: steps the control plane of a plugin. A step waits for the plugin without giving way; here it may, while the
 * main thread talks to plugin and cluster.
 */
export function serveEntry(port: Port | null, { scenarioText, files, seed }: Inputs, contestant: ContestantProcess): void {
  const scenario = parseScenario(scenarioText, 'scenario.yaml');
  const entry = parseEntry(files);
  if (port === null || !scenario.ok || !entry.ok) throw new Error('what was read once cannot be read again');
  const controlPlane = controlPlaneFor(entry.value, drawRun(scenario.value, seed), contestant);
  if (controlPlane === null) throw new Error(`no control plane for ${entry.value.division}`);
  serveSteps(port, controlPlane);
}
