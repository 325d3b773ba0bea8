import { LABEL, startSwarm } from '#io/live';
import { describeWithEngine } from '../live/engine-under-test.js';
import { ownEngine } from './own-engine.js';

jest.setTimeout(180_000);

describeWithEngine('a real Swarm of containers', () => {
  const { engine } = ownEngine();

  it('has every node ready with what it may use, and leaves nothing', async () => {
    const swarm = await startSwarm({
      engine,
      workers: [
        { name: 'one', cpuMilli: 1000, memoryBytes: 512 << 20, nodeLabels: { zone: 'a' } },
        { name: 'two', memoryBytes: 768 << 20, engineLabels: { disk: 'fast' } },
      ],
    });
    const { run } = swarm.sandbox;
    try {
      const nodes = (await swarm.manager.docker.listNodes()) as unknown as {
        Spec: { Availability: string; Labels: object };
        Description: { Hostname: string; Resources: { NanoCPUs: number; MemoryBytes: number }; Engine: { Labels?: object } };
      }[];
      const seen = Object.fromEntries(nodes.map((node) => [node.Description.Hostname, node]));
      expect(Object.keys(seen).sort()).toEqual(['manager', 'one', 'two']);
      expect(seen['manager']?.Spec.Availability).toBe('drain');
      expect(seen['one']?.Description.Resources).toMatchObject({ NanoCPUs: 1e9, MemoryBytes: 512 << 20 });
      expect(seen['one']?.Spec.Labels).toEqual({ zone: 'a' });
      expect(seen['two']?.Description.Engine.Labels).toEqual({ disk: 'fast' });
      expect(await swarm.docker(['node', 'ls', '--format', '{{.Hostname}} {{.Status}}'])).toMatch(/two Ready/);
    } finally {
      await swarm.down();
    }
    const filters = { label: [`${LABEL.run}=${run}`] };
    expect(await engine.listContainers({ all: true, filters })).toEqual([]);
    expect(await engine.listNetworks({ filters })).toEqual([]);
    expect((await engine.listVolumes({ filters })).Volumes ?? []).toEqual([]);
  });
});
