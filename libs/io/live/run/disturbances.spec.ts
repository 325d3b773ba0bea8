import { disturbances, LIMITS } from './disturbances.js';

const floor = (p50Us: number) => ({ p50Us, p95Us: p50Us, samples: 60 });
const QUIET = {
  foreignShare: 0.05,
  stealShare: 0.01,
  noiseBefore: floor(1200),
  noiseAfter: floor(1300),
  lateP99Us: 2000,
  undone: [] as readonly string[],
};

describe('what disturbs a live replay', () => {
  it('is nothing on a quiet host', () => {
    expect(disturbances(QUIET)).toEqual([]);
  });

  it.each([
    ['work of others', { foreignShare: LIMITS.foreignShare + 0.01 }, /^others used 16 % of the host$/],
    ['a hypervisor that takes time', { stealShare: LIMITS.stealShare + 0.01 }, /hypervisor took 6 %/],
    ['a noise floor that is high from the start', { noiseBefore: floor(5000), noiseAfter: floor(5000) }, /before it began/],
    ['a noise floor that rose meanwhile', { noiseBefore: floor(2500), noiseAfter: floor(6000) }, /after it/],
    ['a generator that was late', { lateP99Us: LIMITS.lateP99Us + 1 }, /left more than/],
    ['a fault that was not seen from outside', { undone: ['crash: node 1 off was not seen from outside'] }, /^crash: node 1 off was not seen/],
  ])('is %s', (_, change, reason) => {
    expect(disturbances({ ...QUIET, ...change })).toEqual([expect.stringMatching(reason)]);
  });
});
