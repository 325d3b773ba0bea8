import { parseScenario, type Scenario } from '#core/scenario';
import type { ScenarioRow } from '#io/store';

const KEPT = 64;
const parsed = new Map<string, Scenario>();

/** A stored scenario, read again; the last few stay parsed because every submission asks for them. */
export function parsedScenario(row: Pick<ScenarioRow, 'id' | 'digest' | 'text'>): Scenario {
  const known = parsed.get(row.digest);
  if (known !== undefined) return known;
  const outcome = parseScenario(row.text, `${row.id}.yaml`);
  if (!outcome.ok) throw new Error(`the stored scenario ${row.id} (${row.digest}) cannot be read: ${outcome.problems[0]?.message ?? ''}`);
  parsed.set(row.digest, outcome.value);
  const oldest = parsed.keys().next().value;
  if (parsed.size > KEPT && oldest !== undefined) parsed.delete(oldest);
  return outcome.value;
}
