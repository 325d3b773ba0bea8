import { RandomStream } from '#core/random';
import { type Distribution, draw, meanOf } from './index.js';

function moments(distribution: Distribution, count = 6000): { mean: number; cv: number; low: number; high: number } {
  const stream = new RandomStream(7, 'test');
  const values = Array.from({ length: count }, () => draw(distribution, stream));
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return { mean, cv: Math.sqrt(variance) / mean, low: Math.min(...values), high: Math.max(...values) };
}

const cases: readonly (readonly [string, Distribution, number | null])[] = [
  ['constant', { kind: 'constant', value: 5000 }, 0],
  ['uniform', { kind: 'uniform', low: 1000, high: 3000 }, 0.2887],
  ['exponential', { kind: 'exponential', mean: 5000 }, 1],
  ['lognormal', { kind: 'lognormal', median: 5000, cv: 0.5 }, 0.5],
  ['gamma below 1', { kind: 'gamma', mean: 5000, cv: 0.5 }, 0.5],
  ['gamma above 1', { kind: 'gamma', mean: 5000, cv: 1.5 }, 1.5],
  ['weibull', { kind: 'weibull', scale: 5000, shape: 2 }, 0.5227],
  ['bounded pareto', { kind: 'pareto', low: 1000, high: 20_000, alpha: 1.5 }, null],
  ['table', { kind: 'table', values: [1000, 9000], weights: [3, 1] }, null],
];

describe('draw', () => {
  it.each(cases)('%s has the mean and spread of its definition', (_, distribution, cv) => {
    const found = moments(distribution);
    const error = (4 * (found.cv + 0.001)) / Math.sqrt(6000);
    expect(Math.abs(found.mean / meanOf(distribution) - 1)).toBeLessThan(error);
    if (cv !== null) expect(Math.abs(found.cv - cv)).toBeLessThan(0.12 * cv + 1e-9);
  });

  it('keeps to the bounds of what is bounded', () => {
    const { low, high } = moments({ kind: 'pareto', low: 1000, high: 20_000, alpha: 1.5 });
    expect([low >= 1000, high <= 20_000]).toEqual([true, true]);
    const uniform = moments({ kind: 'uniform', low: 1000, high: 3000 });
    expect([uniform.low >= 1000, uniform.high <= 3000]).toEqual([true, true]);
  });

  it('gives integers, never below 0', () => {
    const stream = new RandomStream(1, 'x');
    for (let i = 0; i < 200; i++) expect(Number.isSafeInteger(draw({ kind: 'lognormal', median: 3, cv: 4 }, stream))).toBe(true);
  });
});
