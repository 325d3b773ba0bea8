import { RandomStream } from '#core/random';
import { readDocument } from './document/read-document.js';
import { scenarioFormat } from './format/scenario-format.js';
import type { Scenario } from './scenario.js';
import { scenarioOfDraft } from './scenario-of-draft.js';
import { drawVariation, replacedAt } from './vary-data.js';

/** The member of the family that a seed stands for: every varied field has the value this seed draws, each from a stream of its own. */
export function memberOf(scenario: Scenario, seed: number): Scenario {
  if (scenario.vary.length === 0) return scenario;
  const read = readDocument(scenario.text, scenario.id);
  if ('problems' in read) throw new Error(`scenario ${scenario.id} does not hold the text it was read from`);
  let data = read.document.data;
  for (const { path, draw } of scenario.vary) data = replacedAt(data, path.split('.'), drawVariation(draw, new RandomStream(seed, `vary/${path}`)));
  return { ...scenarioOfDraft(scenarioFormat.parse(data), scenario.text), digest: scenario.digest, replayDigest: scenario.replayDigest };
}
