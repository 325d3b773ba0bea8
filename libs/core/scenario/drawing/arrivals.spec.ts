import { RandomStream } from '#core/random';
import { MINUTE, NEVER, SECOND } from '#core/units';
import type { LoadShape } from '../load-shape.js';
import { RenewalArrivals } from './arrival-source.js';
import { cosineOfTurns } from './cosine.js';
import { rateTable } from './rate-table.js';

const flat = (perSecond: number): LoadShape => ({ kind: 'constant', micros: perSecond * 1e6 });
const factor = flat;

function arrivals(shape: LoadShape, horizonUs: number, cvMilli = 1000): number[] {
  const source = new RenewalArrivals(rateTable(shape, horizonUs, 3, 'load/x'), horizonUs, cvMilli, new RandomStream(3, 'arrivals/x'));
  const times: number[] = [];
  for (let at = source.nextArrivalUs(); at !== NEVER; at = source.nextArrivalUs()) times.push(at);
  return times;
}

const rateAt = (shape: LoadShape, second: number): number => rateTable(shape, 10 * MINUTE, 3, 'load/x')[second * 10] as number;

/** Variance over mean of counts in windows: 1 for Poisson at any width. */
function dispersion(times: readonly number[], windowUs: number, horizonUs: number): number {
  const counts = new Array<number>(Math.floor(horizonUs / windowUs)).fill(0);
  for (const time of times) counts[Math.floor(time / windowUs)] = (counts[Math.floor(time / windowUs)] ?? 0) + 1;
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1) / mean;
}

describe('arrivals', () => {
  it('come at the rate of the shape, in order, before the horizon', () => {
    const times = arrivals(flat(50), 4 * MINUTE);
    expect(Math.abs(times.length - 12_000)).toBeLessThan(4 * Math.sqrt(12_000));
    expect(times.every((time, index) => Number.isSafeInteger(time) && time < 4 * MINUTE && (index === 0 || time >= (times[index - 1] as number)))).toBe(true);
  });

  it.each([
    [1000, 1, 0.25],
    [2000, 4, 1.2],
    [0, 0, 0.06],
  ])('with cv %d thousandths have a dispersion near %d', (cvMilli, expected, tolerance) => {
    expect(Math.abs(dispersion(arrivals(flat(50), 4 * MINUTE, cvMilli), SECOND, 4 * MINUTE) - expected)).toBeLessThan(tolerance);
  });

  it('cluster more over longer windows when a hidden state moves the rate', () => {
    const shape: LoadShape = { kind: 'mmpp', lowMicros: 10e6, highMicros: 80e6, dwellLowUs: 20 * SECOND, dwellHighUs: 5 * SECOND };
    const times = arrivals(shape, 10 * MINUTE);
    expect(dispersion(times, 10 * SECOND, 10 * MINUTE)).toBeGreaterThan(2 * dispersion(times, SECOND / 2, 10 * MINUTE));
  });
});

describe('shapes', () => {
  it('ramp from one level to the other and stay there', () => {
    const shape: LoadShape = { kind: 'ramp', fromMicros: 10e6, toMicros: 30e6, startUs: 60 * SECOND, overUs: 100 * SECOND };
    expect([rateAt(shape, 10), rateAt(shape, 109), rateAt(shape, 400)].map(Math.round)).toEqual([10, 20, 30]);
  });

  it('rise to the peak of a flash crowd, hold it and decay', () => {
    const shape: LoadShape = {
      kind: 'flash',
      atUs: 60 * SECOND,
      rampUs: 30 * SECOND,
      holdUs: 60 * SECOND,
      decayUs: 60 * SECOND,
      peakMicros: 6e6,
      restMicros: 1e6,
    };
    const product: LoadShape = { kind: 'product', of: [flat(100), shape] };
    expect([0, 59, 75, 100, 149].map((second) => Math.round(rateAt(product, second) / 10))).toEqual([10, 10, 35, 60, 60]);
    expect(rateAt(product, 210)).toBeCloseTo(100 * (1 + 5 * Math.exp(-1)), 0);
  });

  it('swing around the mean of a day', () => {
    const shape: LoadShape = { kind: 'diurnal', meanMicros: 100e6, amplitudeMilli: 400, periodUs: 400 * SECOND, phaseUs: 0 };
    expect([0, 100, 200, 300].map((second) => Math.round(rateAt(shape, second)))).toEqual([60, 100, 140, 100]);
  });

  it('follow a trace, once or again and again', () => {
    const shape = (repeat: boolean): LoadShape => ({ kind: 'trace', everyUs: 10 * SECOND, micros: [1e6, 2e6], repeat });
    expect([5, 15, 25].map((second) => rateAt(shape(false), second))).toEqual([1, 2, 0]);
    expect([5, 15, 25].map((second) => rateAt(shape(true), second))).toEqual([1, 2, 1]);
  });

  it('add up and multiply', () => {
    expect(rateAt({ kind: 'sum', of: [flat(3), { kind: 'product', of: [flat(5), factor(2)] }] }, 1)).toBe(13);
  });
});

it('cosineOfTurns is the cosine', () => {
  for (let turns = -2; turns <= 2; turns += 0.01) expect(cosineOfTurns(turns)).toBeCloseTo(Math.cos(2 * Math.PI * turns), 12);
});
