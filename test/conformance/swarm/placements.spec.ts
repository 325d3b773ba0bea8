import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectPlacement, type PlacementCase } from './placement-case.js';

const recorded = JSON.parse(readFileSync(join(__dirname, '..', 'recordings', 'swarm-placements.json'), 'utf8')) as { cases: PlacementCase[] };

describe('placements recorded from the real swarmkit scheduler', () => {
  it.each(recorded.cases.map((one) => [one.id, one.input.name, one] as const))('%s: %s', (_id, _name, one) => expectPlacement(one));
});
