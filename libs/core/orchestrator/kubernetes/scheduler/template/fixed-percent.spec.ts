import { RandomStream } from '#core/random';
import { createScheduler } from '../index.js';

const MIB = 1024 * 1024;

/** Sizes at which percentages are whole, nearly whole, or neither; the last ones are too large for fixed percentages. */
const CPUS = [1000, 3000, 8000, 10_000, 32_000, 64_000, 96_123, 4_194_304, 5_000_000];
const MEMORIES = [100 * MIB, 1000 * MIB, 65_536 * MIB, 65_536 * MIB - 1, 64e9, 68_719_476_737, 2 ** 41, 2 ** 43, 2 ** 44];

const PROFILES = [
  {},
  {
    profiles: [
      {
        pluginConfig: [
          {
            name: 'NodeResourcesFit',
            args: {
              scoringStrategy: {
                type: 'MostAllocated',
                resources: [
                  { name: 'cpu', weight: 3 },
                  { name: 'memory', weight: 4 },
                ],
              },
            },
          },
        ],
      },
    ],
  },
  { profiles: [{ pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy: { type: 'LeastAllocated', resources: [{ name: 'memory' }] } } }] }] },
];

/** Two schedulers of the same cluster; what the one decides in columns the other finds by asking every plugin. */
function race(seed: number, configuration: object, version: '1.35' | '1.36'): number {
  const random = new RandomStream(seed, 'percent');
  const draw = <T>(list: readonly T[]): T => list[random.integer(list.length)] as T;
  const two = [0, 1].map(() => createScheduler({ configuration: { percentageOfNodesToScore: 100, ...configuration }, version }));
  const few = random.integer(2) === 0 ? [draw(CPUS), draw(MEMORIES)] : null;
  const sizes = Array.from({ length: 20 }, () => [few?.[0] ?? draw(CPUS), few?.[1] ?? draw(MEMORIES)] as const);
  sizes.forEach(([cpu, memory], i) => {
    for (const one of two) one.addNode({ metadata: { name: `n${i}` }, status: { allocatable: { cpu: `${cpu}m`, memory: String(memory), pods: '40' } } });
  });
  let compared = 0;
  for (let i = 0; i < 120; i++) {
    const [cpu, memory] = draw(sizes);
    const part = random.integer(3) === 0 ? random.integer(1000) / 10_000 : random.integer(10) / 100;
    const requests: Record<string, string> = {};
    // Where both make the same percentage the node stays as even as it is.
    if (random.integer(6) > 0) requests.cpu = `${Math.round(cpu * part) + random.integer(3) - 1}m`;
    if (random.integer(6) > 0) requests.memory = String(Math.max(0, Math.round(memory * part) + random.integer(3) - 1));
    const raw = { metadata: { name: `p${i}` }, spec: { containers: [{ name: 'c', resources: { requests } }] } };
    const [ours, theirs] = two.map((one) => one.pod(raw)) as [ReturnType<(typeof two)[0]['pod']>, ReturnType<(typeof two)[0]['pod']>];
    const right = two[1]?.explain(theirs);
    const { node } = two[0]?.schedule(ours) ?? { node: '' };
    expect({ seed, i, node }).toEqual({ seed, i, node: right?.node });
    if (node === null) continue;
    compared++;
    two[0]?.bind(ours, node);
    two[1]?.bind(theirs, node);
  }
  return compared;
}

describe('scores in whole numbers are the divided ones', () => {
  it.each(PROFILES.flatMap((configuration, which) => (['1.35', '1.36'] as const).map((version) => [which, version, configuration] as const)))(
    'profile %i, Kubernetes %s',
    (_, version, configuration) => {
      let compared = 0;
      for (let seed = 0; seed < 12; seed++) compared += race(seed, configuration, version);
      expect(compared).toBeGreaterThan(500);
    },
  );
});
