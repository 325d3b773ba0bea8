import { RandomStream } from '#core/random';
import { readDocument } from './document/read-document.js';
import { scenarioFormat } from './format/scenario-format.js';
import type { Scenario } from './scenario.js';
import { scenarioOfDraft } from './scenario-of-draft.js';
import { drawVariation, replacedAt } from './vary-data.js';

/** Members that were drawn, and the data they were drawn from: a family is asked for the same ones again and again. */
const known = new WeakMap<Scenario, { readonly data: unknown; readonly members: Map<number, Scenario> }>();
const MEMBERS_KEPT = 64;

/** The member of the family that a seed stands for: every varied field has the value this seed draws, each from a stream of its own. */
export function memberOf(scenario: Scenario, seed: number): Scenario {
  if (scenario.vary.length === 0) return scenario;
  const family = known.get(scenario) ?? { data: dataOf(scenario), members: new Map<number, Scenario>() };
  known.set(scenario, family);
  const member = family.members.get(seed) ?? drawMember(scenario, family.data, seed);
  if (family.members.size >= MEMBERS_KEPT) family.members.clear();
  family.members.set(seed, member);
  return member;
}

function dataOf(scenario: Scenario): unknown {
  const read = readDocument(scenario.text, scenario.id);
  if ('problems' in read) throw new Error(`scenario ${scenario.id} does not hold the text it was read from`);
  return read.document.data;
}

function drawMember(scenario: Scenario, familyData: unknown, seed: number): Scenario {
  let data = familyData;
  for (const { path, draw } of scenario.vary) data = replacedAt(data, path.split('.'), drawVariation(draw, new RandomStream(seed, `vary/${path}`)));
  return { ...scenarioOfDraft(scenarioFormat.parse(data), scenario.text), digest: scenario.digest, replayDigest: scenario.replayDigest };
}
