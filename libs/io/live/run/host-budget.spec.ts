import type Docker from 'dockerode';
import type { DrawnRun } from '#core/scenario';
import type { HostFacts } from '../probe/host-facts.js';
import { budgetRefusal, type Needs, roomOf } from './host-budget.js';

const engine = { info: async () => ({ DockerRootDir: '/' }) } as unknown as Docker;
const facts = { cpus: 2, memoryBytes: 2 ** 33 } as HostFacts;
const SMALL: Needs = { memoryBytes: 1 << 20, diskBytes: 1 << 20, cores: 0.5 };

it('a cluster needs room for every machine that its control plane may order, where it can order any', () => {
  const run = (max: number) => ({ nodes: [{}, {}], growth: [{ pool: { count: 2, max } }], applications: [] }) as unknown as DrawnRun;
  const bytes = (max: number, driver: 'light' | 'swarm'): number => roomOf(run(max), driver).memoryBytes;
  expect(bytes(12, 'light') - bytes(2, 'light')).toBe(10 * (70 << 20));
  expect(bytes(12, 'swarm')).toBe(bytes(2, 'swarm'));
});

describe('what a cluster needs, held against its host before it starts', () => {
  it('fits', async () => {
    expect(await budgetRefusal(engine, facts, SMALL)).toBeNull();
  });

  it('counts what other clusters have reserved and do not use yet', async () => {
    const others = { memoryBytes: 2 ** 50, diskBytes: 0 };
    expect(await budgetRefusal(engine, facts, SMALL, others)).toMatchObject({
      code: 'does-not-fit',
      reason: expect.stringMatching(
        /1 MiB of memory, and this host has \d+ MiB, of which \d+ MiB may be asked for, less 1073741824 MiB that other clusters have reserved/,
      ),
      fix: expect.stringMatching(/wait for the other clusters/),
    });
    expect(await budgetRefusal(engine, facts, SMALL, { memoryBytes: 0, diskBytes: 2 ** 60 })).toMatchObject({
      reason: expect.stringMatching(/of disk.*reserved/),
    });
  });

  it.each([
    ['memory', { memoryBytes: 2 ** 50 }, /needs \d+ MiB of memory, and this host has \d+ MiB/],
    ['disk where the engine keeps its data', { diskBytes: 2 ** 60 }, /needs \d+ MiB of disk/],
    ['processors', { cores: 1.6 }, /1\.6 cores at the height of the load of processors, and this host has 2, of which 1\.5/],
  ])('is refused for want of %s, with what would help', async (_, more, reason) => {
    const refusal = await budgetRefusal(engine, facts, { ...SMALL, ...more });
    expect(refusal).toMatchObject({ code: 'does-not-fit', reason: expect.stringMatching(reason), fix: expect.stringMatching(/\w/) });
  });
});
