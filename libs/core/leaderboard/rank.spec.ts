import fc from 'fast-check';
import { sha256Hex } from '#core/digest';
import { commitmentOfRoot, comparePaired, planExtraSeeds, rank, type RankOptions, reserveSeeds, type ScoredSubmission, type SeedBudget } from './index.js';

const options: RankOptions = { weights: { storm: 1, calm: 1 }, seed: 'test', resamples: 200 };

function submission(name: string, storm: readonly (number | null)[], calm: readonly (number | null)[], more: Partial<ScoredSubmission> = {}): ScoredSubmission {
  const runs = (scenario: string, scores: readonly (number | null)[]) => scores.map((score, seed) => ({ scenario, seed, score, terminal: score !== null }));
  return { submission: name, team: `team-${name}`, submittedAtMs: 0, runs: [...runs('storm', storm), ...runs('calm', calm)], ...more };
}

describe('rank', () => {
  it('orders by weighted mean over scenarios of the mean over seeds', () => {
    const board = rank([submission('a', [10, 20], [30, 30]), submission('b', [50, 50], [50, 50])], options);
    expect(board.map((row) => [row.rank, row.submission, row.score])).toEqual([
      [1, 'b', 50],
      [2, 'a', 22.5],
    ]);
  });

  it('ranks the earlier submission first on a tie, and shows both in one band', () => {
    const board = rank([submission('late', [5, 5], [5, 5], { submittedAtMs: 9 }), submission('early', [5, 5], [5, 5], { submittedAtMs: 3 })], options);
    expect(board.map((row) => [row.submission, row.bandFrom, row.bandTo])).toEqual([
      ['early', 1, 2],
      ['late', 1, 2],
    ]);
  });

  it('orders a band by submission time, whatever the scores in it', () => {
    const rows = [
      submission('late', [9, 1, 8], [5, 5, 5], { submittedAtMs: 9 }),
      submission('early', [8, 2, 6], [4, 6, 4], { submittedAtMs: 3 }),
      submission('far', [-50, -51, -52], [-50, -50, -50], { submittedAtMs: 1 }),
    ];
    const board = rank(rows, options);
    expect(board.map((row) => [row.rank, row.submission, row.bandFrom, row.bandTo])).toEqual([
      [1, 'early', 1, 2],
      [2, 'late', 1, 2],
      [3, 'far', 3, 3],
    ]);
    expect((board[1]?.score ?? 0) > (board[0]?.score ?? 0)).toBe(true);
  });

  it('ranks entries without results last, in the order they were handed in', () => {
    const rows = [
      submission('new', [null], [null], { submittedAtMs: 7 }),
      submission('old', [null], [null], { submittedAtMs: 2 }),
      submission('bad', [-100], [-100]),
    ];
    expect(rank(rows, options).map((row) => row.submission)).toEqual(['bad', 'old', 'new']);
  });

  it('scores a scenario the same whatever it is called', () => {
    const renamed = (row: ScoredSubmission): ScoredSubmission => ({
      ...row,
      runs: row.runs.map((run) => ({ ...run, scenario: run.scenario === 'storm' ? 'zephyr' : run.scenario })),
    });
    const rows = [submission('a', [10, 20], [30, 30]), submission('b', [50, 50], [50, 50])];
    const scores = (board: readonly { readonly submission: string; readonly score: number | null }[]) => board.map((row) => [row.submission, row.score]);
    expect(scores(rank(rows.map(renamed), { ...options, weights: { zephyr: 1, calm: 1 } }))).toEqual(scores(rank(rows, options)));
  });

  it('tells entries apart when every seed agrees', () => {
    const board = rank([submission('a', [9, 9.5, 9.2], [9, 9, 9]), submission('b', [1, 1.5, 1.2], [1, 1, 1])], options);
    expect(board.map((row) => [row.bandFrom, row.bandTo, row.beatsNext])).toEqual([
      [1, 1, 1],
      [2, 2, null],
    ]);
  });

  it('does not tell entries apart when seeds disagree, nor by a single seed', () => {
    expect(comparePaired(submission('a', [9, -9, 8], [1, -1, 0]), submission('b', [0, 0, 0], [0, 0, 0]), options).distinct).toBe(false);
    expect(comparePaired(submission('a', [90], [90]), submission('b', [1], [1]), options).distinct).toBe(false);
  });

  it('says how many more seeds would tell two entries apart', () => {
    const noisy = (shift: number) => submission(`n${shift}`, [30 + shift, -30 + shift, 25 + shift, -20 + shift], [shift, shift, shift, shift]);
    const zero = submission('z', [0, 0, 0, 0], [0, 0, 0, 0]);
    const [near, far] = [comparePaired(noisy(4), zero, options), comparePaired(noisy(12), zero, options)];
    expect([near.distinct, far.distinct]).toEqual([false, false]);
    expect(near.moreSeeds ?? 0).toBeGreaterThan(far.moreSeeds ?? 0);
    expect(far.moreSeeds ?? 0).toBeGreaterThan(0);
    expect(comparePaired(zero, zero, options).moreSeeds).toBeNull();
    expect(comparePaired(submission('y', [90, 91, 92], [90, 90, 91]), zero, options).moreSeeds).toBe(0);
  });

  it('is right as often as it says when it tells entries apart', () => {
    // Twenty seeds of pure noise: 95 % of the intervals must contain 0.
    let told = 0;
    const stream = fc.sample(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 }), { numRuns: 200, seed: 7 });
    const zeros = Array.from({ length: 20 }, () => 0);
    for (const noise of stream) {
      const values = noise.map((value) => 10 * value);
      if (comparePaired(submission('n', values.slice(0, 20), values.slice(20)), submission('z', zeros, zeros), { ...options, resamples: 400 }).distinct) told++;
    }
    expect(told).toBeLessThan(30);
  });

  it('ranks entries without complete results last, whatever they have so far', () => {
    const board = rank([submission('half', [100, null], [100, 100]), submission('bad', [-100, -100], [-100, -100])], options);
    expect(board.map((row) => [row.submission, row.score])).toEqual([
      ['bad', -100],
      ['half', null],
    ]);
  });

  it('does not charge a platform fault to anybody', () => {
    const broken = submission('a', [10], [10]);
    const withFault = { ...broken, runs: [...broken.runs, { scenario: 'storm', seed: 7, score: null, terminal: true }] };
    expect(rank([withFault], options)[0]?.score).toBe(10);
  });

  it('lets a team stand with its best submission only', () => {
    const board = rank([submission('old', [1, 1], [1, 1], { team: 't' }), submission('new', [8, 8], [8, 8], { team: 't', submittedAtMs: 5 })], options);
    expect(board.map((row) => row.submission)).toEqual(['new']);
  });

  const scores = fc.array(fc.option(fc.integer({ min: -100, max: 125 }), { nil: null, freq: 8 }), { minLength: 2, maxLength: 4 });
  const entries = fc
    .array(fc.tuple(scores, scores, fc.nat(5)), { maxLength: 8 })
    .map((list) => list.map(([storm, calm, at], index) => submission(`s${index}`, storm, calm, { submittedAtMs: at })));

  it('does not depend on the order in which results came in', () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.nat()), (list, keys) => {
        const shuffled = list
          .map((row) => ({ row: { ...row, runs: row.runs.slice().reverse() }, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row);
        expect(rank(shuffled, options)).toEqual(rank(list, options));
      }),
      { numRuns: 30 },
    );
  });

  it("never changes anybody's score when an entry is added", () => {
    fc.assert(
      fc.property(entries, scores, (list, more) => {
        const scoreOf = (rows: readonly ScoredSubmission[]) => new Map(rank(rows, options).map((row) => [row.submission, row.score]));
        const after = scoreOf([...list, submission('added', more, more)]);
        for (const [name, score] of scoreOf(list)) expect(after.get(name)).toBe(score);
      }),
      { numRuns: 30 },
    );
  });

  describe('with extra seeds', () => {
    const extra = (row: ScoredSubmission, scores: readonly number[]): ScoredSubmission => ({
      ...row,
      runs: [...row.runs, ...scores.map((score, index) => ({ scenario: 'storm', seed: 100 + index, score, terminal: true, extra: true }))],
    });
    const lucky = submission('lucky', [30, 2], [5, 5.1]);
    const good = submission('good', [10, 20], [5, 5], { submittedAtMs: 9 });

    it('scores an entry by the seeds of the contest alone, and is not waiting for the others', () => {
      const waiting = { ...lucky, runs: [...lucky.runs, { scenario: 'storm', seed: 100, score: null, terminal: false, extra: true }] };
      for (const row of [extra(lucky, [-90, -90]), waiting]) expect(rank([row], options)[0]?.score).toBe(rank([lucky], options)[0]?.score);
      expect(rank([extra(lucky, [1, 2])], options)[0]?.scenarios).toMatchObject([
        { scenario: 'calm', runs: 2, extraRuns: 0 },
        { scenario: 'storm', runs: 2, runsTotal: 2, extraRuns: 2 },
      ]);
    });

    it('puts an entry above a luckier one when these tell the two apart', () => {
      expect(rank([lucky, good], options).map((row) => [row.submission, row.bandFrom, row.bandTo])).toEqual([
        ['lucky', 1, 2],
        ['good', 1, 2],
      ]);
      const more = [0, 1, 2, 3, 4, 5, 6, 7];
      const board = rank(
        [
          extra(lucky, more),
          extra(
            good,
            more.map((value) => value + 20),
          ),
        ],
        options,
      );
      expect(board.map((row) => [row.submission, row.bandFrom, row.bandTo, row.score])).toEqual([
        ['good', 1, 1, 10],
        ['lucky', 2, 2, 10.525],
      ]);
    });
  });

  it('says the opposite when it is asked the other way round', () => {
    fc.assert(
      fc.property(scores, scores, (mine, theirs) => {
        const [a, b] = [submission('a', mine, mine), submission('b', theirs, theirs)];
        const [there, back] = [comparePaired(a, b, options), comparePaired(b, a, options)];
        expect(there.firstWins + back.firstWins).toBeCloseTo(1, 12);
        expect(there.distinct).toBe(back.distinct);
      }),
      { numRuns: 50 },
    );
  });

  it('never ranks an entry lower for doing better', () => {
    const whole = fc.array(fc.tuple(fc.integer({ min: -100, max: 125 }), fc.integer({ min: -100, max: 125 })), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(whole, fc.integer({ min: 1, max: 60 }), (list, gain) => {
        const rows = list.map(([storm, calm], index) => submission(`s${index}`, [storm, storm], [calm, calm]));
        const better = rows.map((row, index) => (index > 0 ? row : { ...row, runs: row.runs.map((run) => ({ ...run, score: (run.score ?? 0) + gain })) }));
        const rankOf = (all: readonly ScoredSubmission[]) => rank(all, options).find((row) => row.submission === 's0')?.rank ?? 0;
        expect(rankOf(better)).toBeLessThanOrEqual(rankOf(rows));
      }),
      { numRuns: 30 },
    );
  });

  it('gives every row a rank of its own inside its band', () => {
    fc.assert(
      fc.property(entries, (list) => {
        rank(list, options).forEach((row, index) => {
          expect(row.rank).toBe(index + 1);
          expect(row.bandFrom).toBeLessThanOrEqual(row.rank);
          expect(row.bandTo).toBeGreaterThanOrEqual(row.rank);
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('extra seeds', () => {
  const budget: SeedBudget = { reserve: { storm: [101, 102, 103], calm: [201, 202] }, perScenario: 2, perRound: 10 };
  const close = [submission('a', [30, -30, 25], [3, 3, 3]), submission('b', [-20, 25, 24], [2, 2.1, 2])];
  const far = submission('c', [-90, -91, -92], [-90, -90, -90]);
  const plan = (rows: readonly ScoredSubmission[], more: Partial<SeedBudget> = {}) =>
    planExtraSeeds(rows, rank(rows, options), options, { ...budget, ...more });

  it('go to neighbours that cannot be told apart, the same one to both, where the doubt is', () => {
    expect(plan([...close, far])).toEqual([
      { submission: 'a', scenario: 'storm', seed: 101 },
      { submission: 'b', scenario: 'storm', seed: 101 },
    ]);
  });

  it('are not asked for twice, and end with the budget', () => {
    const judged = (row: ScoredSubmission, seeds: readonly number[]): ScoredSubmission => ({
      ...row,
      runs: [...row.runs, ...seeds.map((seed) => ({ scenario: 'storm', seed, score: 0, terminal: true }))],
    });
    expect(plan(close.map((row, index) => (index === 0 ? judged(row, [101]) : row))).map((run) => [run.submission, run.seed])).toEqual([['b', 101]]);
    expect(plan(close.map((row) => judged(row, [101]))).map((run) => run.seed)).toEqual([102, 102]);
    expect(plan(close.map((row) => judged(row, [101, 102]))).map((run) => run.scenario)).toEqual(['calm', 'calm']);
    expect(plan(close, { perRound: 1 })).toEqual([]);
    expect(plan(close, { reserve: {} })).toEqual([]);
  });

  it('come from a root that was committed to, are not public already, and no two are alike', () => {
    const seeds = reserveSeeds('root', 'storm', 50);
    const first31Bits = (text: string) => Number(BigInt(`0x${sha256Hex(text)}`) >> 225n);
    expect(seeds.slice(0, 2)).toEqual([first31Bits('root/storm/0'), first31Bits('root/storm/1')]);
    expect(new Set([...seeds, ...reserveSeeds('root', 'calm', 50), ...reserveSeeds('other', 'storm', 50)]).size).toBe(150);
    expect(reserveSeeds('root', 'storm', 2, [seeds[0] as number])).toEqual([seeds[1], seeds[2]]);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed < 2 ** 31)).toBe(true);
    expect(commitmentOfRoot('root')).toBe(sha256Hex('root'));
  });

  it('do not depend on the order of the log', () => {
    expect(plan([far, ...close.slice().reverse()])).toEqual(plan([...close, far]));
  });
});
