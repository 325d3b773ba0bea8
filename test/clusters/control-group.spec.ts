import type Docker from 'dockerode';
import { LABEL } from '#io/live';
import { controlGroupUsage } from '../../libs/io/live/cluster/control-group.js';
import { runtimeImage } from '../../libs/io/live/images/runtime-image.js';
import { describeWithEngine } from '../live/engine-under-test.js';
import { ownEngine } from './own-engine.js';

jest.setTimeout(120_000);

/** Holds memory and is busy for ever. */
const BUSY = 'globalThis.held = Buffer.alloc(64 << 20, 1); for (;;);';

const { engine } = ownEngine();

describeWithEngine('the control group of a container, read on the host', () => {
  let container: Docker.Container;

  beforeAll(async () => {
    const labels = { [LABEL.run]: 'control-group' };
    container = await engine.createContainer({
      ...{ Image: await runtimeImage(engine), Cmd: ['node', '-e', BUSY], Labels: labels },
      HostConfig: { NetworkMode: 'none' },
    });
    await container.start();
  });
  afterAll(() => container.remove({ force: true }));

  const told = async () => {
    const { cpu_stats, memory_stats } = await container.stats({ stream: false });
    return { cpuUs: cpu_stats.cpu_usage.total_usage / 1000, memoryBytes: memory_stats.usage };
  };

  it('says what the engine tells, as time goes by', async () => {
    const before = await told();
    const seen = await controlGroupUsage(container.id);
    const after = await told();
    expect(seen?.cpuUs).toBeGreaterThanOrEqual(Math.floor(before.cpuUs));
    expect(seen?.cpuUs).toBeLessThanOrEqual(after.cpuUs);
    expect(after.cpuUs).toBeGreaterThan(before.cpuUs);
    expect(seen?.memoryBytes).toBeGreaterThan(64 << 20);
    expect((seen?.memoryBytes ?? 0) / after.memoryBytes).toBeCloseTo(1, 1);
    expect(seen?.residentBytes).toBeLessThanOrEqual(seen?.memoryBytes ?? 0);
  });

  it('says nothing of a container that is off, and of one that is not there', async () => {
    await container.kill();
    await container.wait();
    expect(await controlGroupUsage(container.id)).toBeNull();
    expect(await controlGroupUsage('f'.repeat(64))).toBeNull();
  });
});
