import { fillPlainly, fillUniforms, MOST_UNIFORMS } from './fill-uniforms.js';
import { exp, ln, philox2x32, RandomStream } from './index.js';

describe('philox2x32', () => {
  // Known-answer vectors published with Random123.
  it.each([
    [0, 0, 0, 0xff1dae59, 0x6cd10df2],
    [0xffffffff, 0xffffffff, 0xffffffff, 0x2c3f628b, 0xab4fd7ad],
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0xdd7ce038, 0xf62a4c12],
  ])('turns counter %i,%i under key %i into the published words', (low, high, key, first, second) => {
    const out = new Uint32Array(2);
    philox2x32(low, high, key, out);
    expect([...out]).toEqual([first, second]);
  });
});

describe('numbers made ahead', () => {
  it('are those of the plain function, whatever counter, lane and key', () => {
    const words = new Uint32Array(2);
    const block = new Float64Array(MOST_UNIFORMS);
    const plain = new Float64Array(MOST_UNIFORMS);
    for (const [counter, lane, key] of [
      [0, 0, 0],
      [2 ** 32 - 5, 0xffffffff, 0xffffffff],
      [0x243f6a88, 0x85a308d3, 0x13198a2e],
      [7, 2 ** 31, 1],
    ] as const) {
      fillUniforms(block, counter, lane, key);
      fillPlainly(plain, counter, lane, key);
      expect(plain).toEqual(block);
      block.forEach((number, i) => {
        philox2x32(counter + i, lane, key, words);
        expect(number).toBe(((words[0] as number) * 2 ** 21 + ((words[1] as number) >>> 11)) * 2 ** -53);
      });
    }
  });

  it('are drawn in one order, words and numbers alike', () => {
    const words = new Uint32Array(2);
    const plain = (counter: number) => (philox2x32(counter, stream['lane'], stream['key'], words), words[0] as number);
    const stream = new RandomStream(3, 'mixed');
    for (let i = 0; i < 300; i++) {
      const word = plain(i);
      if (i % 3 === 0) expect(Math.floor(stream.uniform() * 2 ** 32)).toBe(word);
      else expect(stream.integer(2 ** 32)).toBe(word);
    }
  });
});

describe('exact math', () => {
  it.each([1e-310, 1e-9, 0.3, 0.9999999, 1, 1.4142, 2, 1e6, 1e300])('takes the logarithm of %p', (x) => expect(ln(x)).toBeCloseTo(Math.log(x), 12));
  it.each([-700, -1.5, -1e-9, 0, 0.1, 1, 20, 700])('raises e to %p', (x) => expect(exp(x) / Math.exp(x)).toBeCloseTo(1, 13));
  it('refuses the logarithm of nothing', () => expect(() => ln(0)).toThrow(RangeError));
});

describe('RandomStream', () => {
  it('gives the same numbers for the same seed and name, whatever other streams do', () => {
    const first = new RandomStream(7, 'load/web');
    const other = new RandomStream(7, 'faults');
    const mixed = Array.from({ length: 5 }, () => (other.uniform(), first.uniform()));
    const alone = new RandomStream(7, 'load/web');
    expect(mixed).toEqual(Array.from({ length: 5 }, () => alone.uniform()));
  });

  it('keeps means and spreads of what it samples', () => {
    const stream = new RandomStream(1, 'moments');
    const n = 200_000;
    const mean = (draw: () => number) => Array.from({ length: n }, draw).reduce((a, b) => a + b, 0) / n;
    expect(mean(() => stream.uniform())).toBeCloseTo(0.5, 2);
    expect(mean(() => stream.exponential(3))).toBeCloseTo(3, 1);
    expect(mean(() => stream.normal())).toBeCloseTo(0, 1);
    expect(mean(() => stream.lognormal(10, 1))).toBeCloseTo(10 * Math.SQRT2, 0);
    expect(mean(() => stream.integer(10))).toBeCloseTo(4.5, 1);
  });
});
