import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario, type Scenario } from '#core/scenario';
import { readInput, valueOf } from './read-input.js';

/** A scenario by its file, or by the folder that has it. */
export function readScenario(path: string): Scenario {
  const file = scenarioFileOf(path);
  return valueOf(parseScenario(readInput(file), file));
}

export const scenarioFileOf = (path: string): string => (statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, 'scenario.yaml') : path);
