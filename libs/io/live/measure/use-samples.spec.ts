import { UseSamples } from './use-samples.js';

/** An engine that tells when it is made to. */
function slowEngine() {
  const rows: [readonly number[], number][] = [];
  const answers: ((usedUs: number | Error) => void)[] = [];
  const read = () => new Promise<number>((resolve, reject) => answers.push((used) => (used instanceof Error ? reject(used) : resolve(used))));
  const samples = new UseSamples({ read, usedIn: (which, usedUs) => void rows.push([which, usedUs]) });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const tell = async (used: number | Error) => {
    answers.shift()?.(used);
    await turn();
  };
  return { samples, rows, turn, tell, asked: () => answers.length };
}

describe('samples of what machines use', () => {
  it('give each row what was used since the one before, and what a sample between them found', async () => {
    const { samples, rows, tell, turn } = slowEngine();
    const begun = samples.begin();
    await turn();
    await tell(7);
    await begun;
    const between = samples.take();
    await turn();
    await tell(10);
    await between;
    samples.rowEnded(0);
    await turn();
    await tell(20);
    await samples.settle();
    expect(rows).toEqual([[[0], 30]]);
  });

  it('are asked for one after the other; rows that ended meanwhile share the next', async () => {
    const { samples, rows, tell, turn, asked } = slowEngine();
    for (let row = 0; row < 3; row++) {
      samples.rowEnded(row);
      await turn();
      expect(asked()).toBe(1);
    }
    await tell(10);
    await tell(40);
    await samples.settle();
    expect(rows).toEqual([
      [[0], 10],
      [[1, 2], 40],
    ]);
  });

  it('that cannot be had are told at the next row, or at the end', async () => {
    const { samples, tell, turn } = slowEngine();
    samples.rowEnded(0);
    await turn();
    await tell(new Error('no engine'));
    expect(() => samples.rowEnded(1)).toThrow('no engine');
    await expect(samples.settle()).rejects.toThrow('no engine');
  });
});
