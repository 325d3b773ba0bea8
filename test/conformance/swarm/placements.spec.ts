import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expectPlacement, type PlacementCase } from './placement-case.js';

/** The repository's own, and those that lie beside it where there are more. */
const files = [
  join(__dirname, '..', 'recordings', 'swarm-placements.json'),
  resolve(__dirname, '..', '..', '..', '..', 'shared', 'conformance', 'recorded', 'swarm-placements.json'),
];
const cases = files.filter((file) => existsSync(file)).flatMap((file) => (JSON.parse(readFileSync(file, 'utf8')) as { cases: PlacementCase[] }).cases);
const recorded = { cases: [...new Map(cases.map((one) => [one.id, one])).values()] };

describe('placements recorded from the real swarmkit scheduler', () => {
  it.each(recorded.cases.map((one) => [one.id, one.input.name, one] as const))('%s: %s', (_id, _name, one) => expectPlacement(one));
});
