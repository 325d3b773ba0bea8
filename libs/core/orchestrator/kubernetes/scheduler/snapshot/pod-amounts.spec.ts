import { RandomStream } from '#core/random';
import type { PodSpecObject } from '../objects/api-objects.js';
import { carefully, requestsOf } from './pod-amounts.js';

const AMOUNTS: readonly (readonly [string, unknown])[] = [
  ['cpu', '250m'],
  ['cpu', 2],
  ['cpu', '0'],
  ['cpu', null],
  ['memory', '64Mi'],
  ['memory', 'much'],
  ['memory', 1_000_000],
  ['ephemeral-storage', '1Gi'],
  ['nvidia.com/gpu', '2'],
  ['hugepages-2Mi', '4Mi'],
  ['unheard-of', '3'],
];

function randomContainers(random: RandomStream): PodSpecObject {
  const containers = Array.from({ length: random.integer(4) }, () => {
    const requests = Object.fromEntries(AMOUNTS.filter(() => random.integer(4) === 0));
    return random.integer(5) === 0 ? { name: 'c' } : { name: 'c', resources: random.integer(5) === 0 ? {} : { requests } };
  });
  return { containers } as unknown as PodSpecObject;
}

describe('what plain containers ask for', () => {
  it('is what careful reading finds', () => {
    const random = new RandomStream(1, 'containers');
    for (let i = 0; i < 2000; i++) {
      const spec = randomContainers(random);
      expect({ spec, read: requestsOf(spec) }).toEqual({ spec, read: carefully(spec) });
    }
  });
});
