import type { DrawnJob } from '#core/scenario';
import { tooManyItems } from './too-many-items.js';

const jobs = (...sizes: readonly number[]) =>
  sizes.map((items, index) => ({ job: `etl-${index + 1}`, items, itemCpuUs: new Array<number>(items).fill(900_000) }) as unknown as DrawnJob);

describe('jobs on a real orchestrator', () => {
  it('may have as many items as the environment of a container holds', () => expect(tooManyItems({ jobs: jobs(10, 18_000) })).toBeNull());

  it('are refused with more, by the name of the first that has them', () =>
    expect(tooManyItems({ jobs: jobs(10, 20_000, 30_000) })).toEqual({
      code: 'unsupported',
      reason: expect.stringMatching(/^job etl-2 has 20000 items/),
      fix: expect.stringMatching(/take the driver light/),
    }));
});
