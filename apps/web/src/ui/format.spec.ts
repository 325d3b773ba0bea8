import { band, clock, duration, quantity, signed } from './format';

describe('how numbers are written', () => {
  it('chooses the unit of a duration by its size', () => {
    expect([950, 12_345, 1_500_000, 245_000_000, null].map((us) => duration(us))).toEqual(['950 µs', '12.3 ms', '1.5 s', '4:05', '–']);
  });

  it('keeps three digits and never shows an exponent for everyday sizes', () => {
    expect([0, 0.01234, 7.5, 123.456, 12_345.6, null].map((value) => quantity(value))).toEqual(['0', '0.0123', '7.5', '123', '12,346', '–']);
  });

  it('writes hours only when there are any', () => {
    expect([clock(65), clock(3725)]).toEqual(['1:05', '1:02:05']);
  });

  it('writes a band of one rank as that rank', () => {
    expect([band({ bandFrom: 1, bandTo: 1 }), band({ bandFrom: 2, bandTo: 4 })]).toEqual(['1', '2–4']);
  });

  it('gives points their sign', () => {
    expect([signed(3.14), signed(-2), signed(0)]).toEqual(['+3.1', '−2.0', '±0.0']);
  });
});
