import { medianOutcome } from './median-outcome.js';

const outcome = (medianLatencyUs: number | null, restoredAfterS: number | null) => ({
  medianLatencyUs,
  generousShare: 0.9,
  cpuPerRequestUs: 3000,
  restoredAfterS,
  recoveredAfterS: 2,
});

describe('the median of replays', () => {
  it('is taken of each quantity by itself', () => {
    expect(medianOutcome([outcome(30, 1), outcome(10, 9), outcome(20, 5)])).toMatchObject({ medianLatencyUs: 20, restoredAfterS: 5 });
  });

  it('takes what never happened as later than all that did', () => {
    expect(medianOutcome([outcome(30, null), outcome(10, 9), outcome(20, null)]).restoredAfterS).toBeNull();
    expect(medianOutcome([outcome(30, null), outcome(10, 9), outcome(20, 4)]).restoredAfterS).toBe(9);
  });
});
