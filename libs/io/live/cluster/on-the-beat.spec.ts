import { onTheBeat } from './on-the-beat.js';

describe('what happens on the beat', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('comes at whole multiples of the period, also after one that was late', () => {
    const startMs = Date.now();
    let lateMs = 0;
    const nowUs = (): number => (Date.now() - startMs + lateMs) * 1000;
    const seen: number[] = [];
    const stop = onTheBeat(5_000_000, nowUs, () => seen.push(nowUs() / 1e6));
    jest.advanceTimersByTime(5_000);
    lateMs = 1_200;
    jest.advanceTimersByTime(20_000);
    expect(seen).toEqual([5, 11.2, 15, 20, 25]);
    stop();
    jest.advanceTimersByTime(20_000);
    expect(seen).toHaveLength(5);
  });

  it('comes once, though its timer comes before it', () => {
    const startMs = Date.now();
    let behindUs = 0;
    const nowUs = (): number => (Date.now() - startMs) * 1000 - behindUs;
    const seen: number[] = [];
    const stop = onTheBeat(1_000_000, nowUs, () => seen.push(Math.floor(nowUs() / 1e6)));
    for (let second = 1; second <= 5; second++) {
      behindUs += 400;
      jest.advanceTimersByTime(1_000);
    }
    jest.advanceTimersByTime(500);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    stop();
  });
});
