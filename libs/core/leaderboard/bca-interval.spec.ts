import { bcaInterval, normalQuantile, normalShare } from './index.js';

describe('the normal distribution', () => {
  it.each([
    [0, 0.5],
    [1, 0.8413447],
    [-1.959964, 0.025],
    [2.575829, 0.995],
    [-4, 3.167e-5],
  ])('has the share of %d below it that tables give', (z, share) => expect(normalShare(z)).toBeCloseTo(share, 6));

  it.each([0.001, 0.01, 0.0241, 0.025, 0.3, 0.5, 0.8, 0.975, 0.99, 0.9999])('is inverted at %d', (share) => {
    expect(normalShare(normalQuantile(share))).toBeCloseTo(share, 6);
    expect(normalQuantile(share)).toBeCloseTo(-normalQuantile(1 - share), 8);
  });
});

describe('the BCa interval', () => {
  it('is the percentile interval without bias and acceleration', () => {
    const { lowerShare, upperShare } = bcaInterval({ confidence: 0.95, shareBelowEstimate: 0.5, acceleration: 0 });
    expect([lowerShare, upperShare]).toEqual([expect.closeTo(0.025, 6), expect.closeTo(0.975, 6)]);
  });

  // Efron and Tibshirani, "An Introduction to the Bootstrap", 14.3: z0 = 0.146 and a = 0.061 give 0.110 and 0.985 at 90 %.
  it('moves as in the textbook', () => {
    const { lowerShare, upperShare } = bcaInterval({ confidence: 0.9, shareBelowEstimate: normalShare(0.146), acceleration: 0.061 });
    expect([lowerShare, upperShare]).toEqual([expect.closeTo(0.11, 3), expect.closeTo(0.985, 2)]);
  });

  it('stays within the sample however skewed it is', () => {
    for (const acceleration of [-2, -0.5, 0.5, 2])
      for (const shareBelowEstimate of [0, 0.01, 0.99, 1]) {
        const { lowerShare, upperShare } = bcaInterval({ confidence: 0.95, shareBelowEstimate, acceleration });
        expect([lowerShare >= 0, upperShare <= 1]).toEqual([true, true]);
      }
  });
});
