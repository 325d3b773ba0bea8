import { type Entry, parseEntry } from '#core/entry';
import type { RunMetrics } from '#core/run';
import { replay } from '../index.js';
import { smallScenario, type SmallScenario } from '../testing/index.js';

const scheduler = (strategy: string, resources: object): string => `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
profiles:
  - pluginConfig:
      - name: NodeResourcesFit
        args: { scoringStrategy: { type: ${strategy}, resources: ${JSON.stringify(resources)} } }
`;

function entryOf(path: string, text: string): Entry {
  const outcome = parseEntry([{ path, text }]);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

const GPU = 'nvidia.com/gpu';
const gpuPacking: SmallScenario = {
  clock: { horizon: '10m' },
  pools: [{ count: 4, shape: { cpu: 96, memory: '512Gi', extended: { [GPU]: 8 } } }],
  more: {
    packing: {
      every: '1s',
      count: 500,
      untilShare: 1.25,
      shapes: [
        { app: 'web', weight: 4, requests: { cpu: 4, memory: '8Gi', extended: { [GPU]: 1 } } },
        { app: 'web', weight: 1, requests: { cpu: 16, memory: '64Gi', extended: { [GPU]: 4 } } },
      ],
    },
  },
};
const judged = (entry: Entry, scenario: SmallScenario, seed = 1): RunMetrics => {
  const record = replay({ scenario: smallScenario(scenario), entry, seed });
  expect([record.verdict, record.cause]).toEqual(['completed', null]);
  return record.metrics as RunMetrics;
};

const KUBERNETES = entryOf('scheduler.yaml', scheduler('MostAllocated', [{ name: GPU, weight: 5 }]));

describe('packing of GPUs', () => {
  it('submits until the GPUs are asked for, and says what share of them was handed out', () => {
    const { placement } = judged(KUBERNETES, gpuPacking);
    expect(placement.podsPlaced + placement.podsUnschedulableAtEnd).toBe(placement.podsSubmitted);
    // 40 of 32 GPUs are asked for, one or four at a time.
    expect(placement.podsSubmitted).toBeLessThan(41);
    expect(placement.allocatedShare).toBeGreaterThan(0.85);
    expect(placement.allocatedShare).toBeLessThanOrEqual(1);
  });

  it('is better by the fullest machine first than by the emptiest', () => {
    const share = (strategy: string): number => {
      const entry = entryOf('scheduler.yaml', scheduler(strategy, [{ name: GPU, weight: 5 }]));
      return [1, 2, 3, 4, 5].reduce((sum, seed) => sum + (judged(entry, gpuPacking, seed).placement.allocatedShare ?? 0), 0);
    };
    expect(share('MostAllocated')).toBeGreaterThan(share('LeastAllocated'));
  });
});

describe('compaction', () => {
  const compaction = (shapes: readonly unknown[], count: number, nodes = 10): SmallScenario => ({
    clock: { horizon: '5m' },
    pools: [{ count: nodes, shape: { cpu: 8, memory: '32Gi' } }],
    more: { packing: { every: '1s', count, shapes, measure: 'compaction' } },
  });
  const half = { app: 'web', requests: { cpu: 4, memory: '4Gi' } };

  it('is the number of machines that hold all pods when they fit without a rest', () => {
    expect(judged(KUBERNETES, compaction([half], 10)).placement.compactedNodes).toBe(5);
  });
  it('counts GPUs like everything else', () => {
    const scenario = {
      ...compaction([{ app: 'web', requests: { cpu: 1, memory: '1Gi', extended: { [GPU]: 4 } } }], 6),
      pools: [{ count: 5, shape: { cpu: 96, memory: '512Gi', extended: { [GPU]: 8 } } }],
    };
    expect(judged(KUBERNETES, scenario).placement.compactedNodes).toBe(3);
  });
  it('is null where nothing ran at the end', () => {
    const gone = { ...half, lifetime: '1s' };
    expect(judged(KUBERNETES, compaction([gone], 10)).placement.compactedNodes).toBeNull();
  });
  it('is the whole cluster when every pod needs a machine of its own', () => {
    expect(judged(KUBERNETES, compaction([{ app: 'web', requests: { cpu: 5, memory: '4Gi' } }], 10)).placement.compactedNodes).toBe(10);
  });
  it.each([
    ['Swarm', 'stack.yml', '{"version":"3.9","services":{"web":{"image":"regatta/web:1","deploy":{"replicas":0}}}}'],
    ['Mesos', 'apps.json', '{"id":"/web","instances":0,"cpus":0.1,"mem":32,"container":{"type":"DOCKER","docker":{"image":"regatta/web:1"}}}'],
  ])('works for %s too', (_, path, text) => {
    expect(judged(entryOf(path, text), compaction([half], 10)).placement.compactedNodes).toBe(5);
  });
});
