import fc from 'fast-check';
import { RandomStream } from '#core/random';
import {
  currentFragmentation,
  GpuCluster,
  PACKING_POLICIES,
  type PackingNode,
  type PackingPod,
  PackingScheduler,
  policyNamed,
  typicalWorkload,
} from './index.js';

const node = (gpus: number, model = 'T4', cpuMilli = 64_000): PackingNode => ({ name: 'n', cpuMilli, memoryMib: 262_144, gpus, model });
const pod = (gpuCount: number, gpuMilli = 1000, more: Partial<PackingPod> = {}): PackingPod => ({
  cpuMilli: 1000,
  memoryMib: 1024,
  gpuCount,
  gpuMilli: gpuCount === 0 ? 0 : gpuMilli,
  models: [],
  ...more,
});

function place(policy: (typeof PACKING_POLICIES)[number], nodes: readonly PackingNode[], pods: readonly PackingPod[], cached = true): number[] {
  const scheduler = new PackingScheduler(
    new GpuCluster(nodes),
    policyNamed(policy, typicalWorkload(pods), new RandomStream(1, 'test')),
    nodes.map((_, index) => index),
    cached,
  );
  return pods.map((one) => scheduler.place(one));
}

describe('filters of the packing experiment', () => {
  it.each<[string, PackingNode, PackingPod, boolean]>([
    ['enough of everything', node(2), pod(2), true],
    ['too little CPU', node(2, 'T4', 500), pod(1), false],
    ['too little memory', node(2), pod(1, 1000, { memoryMib: 1e6 }), false],
    ['too few devices', node(1), pod(2), false],
    ['another model', node(2, 'T4'), pod(1, 1000, { models: ['P100'] }), false],
    ['one of several models', node(2, 'T4'), pod(1, 1000, { models: ['P100', 'T4'] }), true],
    ['no GPU wanted on a node of any model', node(2, 'T4'), pod(0, 0, { models: ['P100'] }), true],
  ])('%s', (_, one, wanted, fits) => expect(place('BestFit', [one], [wanted])).toEqual([fits ? 0 : -1]));

  it('does not add up the rests of two devices', () => expect(place('GpuPacking', [node(2)], [pod(1, 600), pod(1, 600), pod(1, 600)])).toEqual([0, 0, -1]));
});

describe('policies', () => {
  it('GpuPacking fills a device in use before it opens another node', () =>
    expect(place('GpuPacking', [node(2), node(2)], [pod(1, 300), pod(1, 300), pod(1, 1000)])).toEqual([0, 0, 0]));
  it('GpuClustering keeps classes apart while it can', () =>
    expect(place('GpuClustering', [node(4), node(4)], [pod(1, 300), pod(2), pod(1, 300), pod(2)])).toEqual([0, 1, 0, 1]));
  it('FGD leaves whole devices whole', () => {
    const pods = [...Array.from({ length: 9 }, () => pod(1, 1000)), pod(1, 500), pod(1, 500)];
    const placed = place('FGD', [node(4), node(4), node(4)], pods.slice(-2).concat(pods.slice(0, 9)));
    expect(placed[0]).toBe(placed[1]);
  });

  it('Random gives every node that fits the same chance, and none to the others', () => {
    const cluster = Array.from({ length: 5 }, (_, index) => node(index === 2 ? 0 : 1));
    const stream = new RandomStream(7, 'test');
    const counts = [0, 0, 0, 0, 0];
    for (let trial = 0; trial < 4000; trial++) {
      const scheduler = new PackingScheduler(new GpuCluster(cluster), policyNamed('Random', [], stream), [3, 1, 4, 0, 2]);
      const chosen = scheduler.place(pod(1));
      counts[chosen] = (counts[chosen] as number) + 1;
    }
    expect(counts[2]).toBe(0);
    for (const index of [0, 1, 3, 4]) expect(Math.abs((counts[index] as number) - 1000)).toBeLessThan(3 * Math.sqrt(4000 * 0.25 * 0.75));
  });

  const nodes = fc.array(
    fc.record({
      name: fc.constant('n'),
      cpuMilli: fc.integer({ min: 1, max: 128_000 }),
      memoryMib: fc.constant(262_144),
      gpus: fc.integer({ min: 0, max: 8 }),
      model: fc.constantFrom('T4', 'P100'),
    }),
    { minLength: 1, maxLength: 12 },
  );
  const requests = fc.array(
    fc.record({
      cpuMilli: fc.integer({ min: 0, max: 32_000 }),
      gpuCount: fc.integer({ min: 0, max: 4 }),
      share: fc.integer({ min: 1, max: 999 }),
      models: fc.constantFrom<readonly string[]>([], ['T4'], ['T4', 'P100']),
    }),
    { minLength: 1, maxLength: 6 },
  );
  const sequence = fc.array(fc.nat(5), { minLength: 1, maxLength: 60 });

  it.each(PACKING_POLICIES)('%s decides the same with and without its cache', (name) => {
    fc.assert(
      fc.property(nodes, requests, sequence, (cluster, kinds, order) => {
        const specs = kinds.map((kind) => pod(kind.gpuCount, kind.gpuCount === 1 ? kind.share : 1000, { cpuMilli: kind.cpuMilli, models: kind.models }));
        const pods = order.map((index) => specs[index % specs.length] as PackingPod);
        expect(place(name, cluster, pods, true)).toEqual(place(name, cluster, pods, false));
      }),
      { numRuns: 60 },
    );
  });
});

describe('fragmentation', () => {
  it('is all that is idle for a workload that needs no GPU, and nothing for one that fits everywhere', () => {
    const cluster = new GpuCluster([node(4)]);
    expect(currentFragmentation(cluster, 0, [{ pod: pod(0), share: 1 }])).toBe(4000);
    expect(currentFragmentation(cluster, 0, [{ pod: pod(4), share: 1 }])).toBe(0);
    expect(currentFragmentation(cluster, 0, [{ pod: pod(1, 1000, { models: ['P100'] }), share: 0.5 }])).toBe(2000);
  });
});
