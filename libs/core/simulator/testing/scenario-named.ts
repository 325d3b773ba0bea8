import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario, type Scenario } from '#core/scenario';

/** A scenario that ships, its text changed by the test. */
export function scenarioNamed(name: string, change: (text: string) => string = (text) => text): Scenario {
  const text = readFileSync(join(__dirname, '..', '..', '..', '..', 'scenarios', name, 'scenario.yaml'), 'utf8');
  const outcome = parseScenario(change(text), 'scenario.yaml');
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}
