import { AtMost } from './at-most.js';

describe('work of which only some may go on at a time', () => {
  it('runs so many at once, and the others as soon as one is over, in the order in which they came', async () => {
    const lanes = new AtMost(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const all = [0, 1, 2, 3].map((id) =>
      lanes.run(() => {
        begun.push(id);
        return new Promise<number>((resolve) => (ends[id] = () => resolve(id)));
      }),
    );
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    await settled();
    expect(begun).toEqual([0, 1]);
    ends[1]?.();
    await settled();
    expect(begun).toEqual([0, 1, 2]);
    ends[0]?.();
    ends[2]?.();
    await settled();
    ends[3]?.();
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  });

  it('goes on after work that failed', async () => {
    const lanes = new AtMost(1);
    await expect(lanes.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await lanes.run(async () => 'yes')).toBe('yes');
  });
});
