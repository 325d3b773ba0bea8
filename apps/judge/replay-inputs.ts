import { parseEntry } from '#core/entry';
import { canonicalJson } from '#core/digest';
import { formatProblem, type Outcome } from '#core/problem';
import { parseScenario } from '#core/scenario';
import { replay } from '#core/simulator';
import { ThreadProcess } from '#io/sandbox';
import type { Replayed, ReplayRequest } from './replay-port.js';

/** Reads the inputs and replays them, in the thread that calls. */
export function replayInputs(request: ReplayRequest): Replayed {
  const scenario = readable('scenario', parseScenario(request.scenarioText, 'scenario.yaml'));
  const entry = readable('entry', parseEntry(request.files));
  const contestant = request.contestant === undefined ? null : new ThreadProcess(request.contestant);
  const record = replay({ scenario, entry, seed: request.seed, ...(contestant === null ? {} : { contestant }) });
  contestant?.close();
  const { verdict, fault, cause, metrics, recordDigest } = record;
  return { verdict, fault, cause, metrics, recordDigest, bytes: new TextEncoder().encode(canonicalJson(record)) };
}

/** Both were read before they were stored, so that one cannot be read now is the platform's doing. */
function readable<T>(what: string, outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(`the stored ${what} cannot be read: ${outcome.problems.map(formatProblem).join('; ')}`);
}
