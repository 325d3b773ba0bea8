import type { Entry } from '#core/entry';
import { LABEL, lightDriver, type LiveCluster, type LiveDriver, monotonicUs, probeHost, startCluster, swarmDriver } from '#io/live';
import { silentListener } from '#io/live/testing';
import { describeWithEngine, engineUnderTest } from './engine-under-test.js';
import { until } from './until.js';
import { smallKubernetesEntry, smallSwarmEntry } from './small-entries.js';
import { smallRun } from './small-scenario.js';

jest.setTimeout(240_000);

describeWithEngine('clusters side by side on one engine', () => {
  const engine = engineUnderTest();
  const run = smallRun({ nodes: 2, horizon: '10m' });

  async function up(driver: LiveDriver, entry: Entry): Promise<LiveCluster> {
    const facts = await probeHost(engine);
    const cluster = await startCluster(driver, { engine, facts, run, entry, listener: silentListener() });
    for (const { name } of run.applications) await cluster.store(name, 'any', 1 << 20);
    await cluster.begin(monotonicUs());
    return cluster;
  }
  const isServing = (cluster: LiveCluster): boolean => cluster.pods().filter(({ phase }) => phase === 'ready').length === 4;

  it('live without knowing of each other, and go one by one', async () => {
    const clusters = await Promise.all([up(lightDriver, smallKubernetesEntry()), up(lightDriver, smallKubernetesEntry()), up(swarmDriver, smallSwarmEntry())]);
    try {
      expect(new Set(clusters.map(({ sandbox }) => sandbox.network.prefix)).size).toBe(3);
      await until('all of them serve', () => clusters.every(isServing));
      const [first, ...rest] = clusters as [LiveCluster, ...LiveCluster[]];
      await first.down();
      expect(await engine.listContainers({ all: true, filters: { label: [`${LABEL.run}=${first.sandbox.run}`] } })).toEqual([]);
      for (const { nodes } of rest) for (const { container } of nodes.values()) expect((await container.inspect()).State.Running).toBe(true);
      expect(rest.every(isServing)).toBe(true);
    } finally {
      await Promise.all(clusters.map((cluster) => cluster.down()));
    }
  });
});
