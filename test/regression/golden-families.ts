import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GoldenRecords } from '#core/reference';
import { parseScenario, type Scenario } from '#core/scenario';

export const SCENARIOS = resolve(__dirname, '..', '..', 'scenarios');

const recordsOf = (id: string): string => join(SCENARIOS, id, 'golden', 'records.json');

export const goldenFamilies = (): readonly string[] => readdirSync(SCENARIOS).filter((id) => existsSync(recordsOf(id)));

export const goldenOf = (id: string): GoldenRecords => JSON.parse(readFileSync(recordsOf(id), 'utf8')) as GoldenRecords;

export function scenarioOf(id: string): Scenario {
  const outcome = parseScenario(readFileSync(join(SCENARIOS, id, 'scenario.yaml'), 'utf8'), `${id}/scenario.yaml`);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}
