import { reserveSeeds } from '#core/leaderboard';
import { type ContestRow, openStore, type RunResult, type Store, type SubmissionRow } from '#io/store';
import { createLogger } from '#io/telemetry';
import { extraSeedsOf } from '../../apps/scorer/extra-seeds.js';
import { rankContest, rebuildBoards } from '../../apps/scorer/rank-contest.js';
import { aContest } from './a-contest.js';
import { createOwnDatabase, describeWith, type OwnDatabase, SERVER } from './own-database.js';

const result: RunResult = { verdict: 'completed', fault: 'none', cause: null, metrics: null, recordDigest: 'r'.repeat(64) };
const ROUNDS_AT_MOST = 40;
jest.setTimeout(120_000);

/** What the first of two entries is better by on a seed. */
type Lead = (seed: number) => number;
/** On the two seeds of the contest it may be luck; on all others it is not. */
const better: Lead = (seed) => (seed === 1 ? 9 : seed === 2 ? -1 : 4 + (seed % 3));
/** Ahead by chance alone: now this way, now that. */
const byLuck = (): Lead => {
  let judged = 0;
  return (seed) => (seed === 1 ? 12 : seed === 2 ? -10 : judged++ % 2 === 0 ? 40 : -39);
};

describeWith(SERVER)('extra seeds on PostgreSQL', () => {
  let database: OwnDatabase;
  let store: Store;
  const logger = createLogger('test', 'silent');

  beforeAll(async () => {
    database = await createOwnDatabase();
    store = await openStore({ databaseUrl: database.url }, logger);
  }, 60_000);
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  interface Duel {
    readonly contest: ContestRow;
    readonly submissions: readonly [SubmissionRow, SubmissionRow];
    /** Judges and scores whatever waits, in the order told; how many runs there were. */
    judge(backwards?: boolean): Promise<number>;
    /** Ranks and judges until nothing is added any more. */
    playOut(): Promise<void>;
    bands(): Promise<readonly (readonly [string, number, number, number | null])[]>;
  }

  async function duel(lead: Lead, rules: Parameters<typeof aContest>[1] = {}): Promise<Duel> {
    const { contest, submit } = await aContest(store, { extraSeeds: { runs: 40, perScenario: 12, afterFreeze: false }, ...rules });
    const other = await store.teams.ensure(`other-${contest.slug}`);
    const submissions = [await submit(), await submit({ teamId: other.id })] as const;
    const judge = async (backwards = false) => {
      const rows = await Promise.all(submissions.map(async ({ id }) => (await store.submissions.find(id)) as SubmissionRow));
      const waiting = rows.flatMap((row, place) => row.runs.filter((run) => run.state === 'queued').map((run) => ({ run, place })));
      for (const { run, place } of backwards ? waiting.reverse() : waiting) {
        const lease = await store.runs.lease(run.id, 'j', 60_000);
        await store.runs.record(run.id, lease?.token ?? '', result);
        await store.scores.append({ runId: run.id, attempt: 1, scoringVersion: 1, costs: null, normalized: null, score: place === 0 ? lead(run.seed) : 0 });
      }
      return waiting.length;
    };
    const bands = async () => {
      const board = await store.standings.read(contest.id, 'full');
      return (board?.standings ?? []).map((row) => [row.submissionId, row.bandFrom, row.bandTo, row.score] as const);
    };
    const playOut = async () => {
      for (let round = 0; round < ROUNDS_AT_MOST; round++) {
        const judged = await judge();
        await rankContest({ store, logger }, contest.id);
        if (judged === 0 && (await store.standings.stale()).every((id) => id !== contest.id)) return;
      }
      throw new Error('it goes on for ever');
    };
    return { contest, submissions, judge, playOut, bands };
  }

  const extraRuns = async ({ submissions }: Duel) =>
    Promise.all(submissions.map(async ({ id }) => ((await store.submissions.find(id))?.runs ?? []).filter((run) => run.extra).map((run) => run.seed)));

  it('go to two close entries, the same to both, until their bands part; scores stay what they were', async () => {
    const close = await duel(better);
    await close.judge();
    await rankContest({ store, logger }, close.contest.id);
    expect(await close.bands()).toEqual([
      [close.submissions[0].id, 1, 2, 4],
      [close.submissions[1].id, 1, 2, 0],
    ]);
    await close.playOut();
    expect(await close.bands()).toEqual([
      [close.submissions[0].id, 1, 1, 4],
      [close.submissions[1].id, 2, 2, 0],
    ]);
    const [first, second] = await extraRuns(close);
    expect(first).toEqual(second);
    expect(first?.length).toBeGreaterThan(0);
    const contest = (await store.contests.find(close.contest.id)) as ContestRow;
    expect(contest.extraSeeds.spent).toBe(2 * (first?.length ?? 0));
    expect(contest.extraSeeds.spent).toBeLessThan(contest.extraSeeds.runs);
    const reserve = reserveSeeds(contest.extraSeeds.root, contest.scenarios[0]?.scenarioId ?? '', 12, [1, 2]);
    expect(new Set(first)).toEqual(new Set(reserve.slice(0, first?.length)));
  });

  it.each([
    ['runs', { runs: 7, perScenario: 12, afterFreeze: false }, 6],
    ['seeds on a scenario', { runs: 100, perScenario: 4, afterFreeze: false }, 8],
    ['no runs', { runs: 0, perScenario: 4, afterFreeze: false }, 0],
  ])('end with the budget of %s', async (_, extraSeeds, spent) => {
    const even = await duel(byLuck(), { extraSeeds });
    await even.playOut();
    expect((await store.contests.find(even.contest.id))?.extraSeeds.spent).toBe(spent);
    expect((await even.bands()).map(([, from, to]) => [from, to])).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('are planned the same whatever came in first, and not before everything has come in', async () => {
    const plans = [];
    for (const backwards of [false, true]) {
      const one = await duel(better);
      await database.query(`UPDATE contest SET seed_root = 'the same' WHERE id = '${one.contest.id}'`);
      const budget = await store.extraSeeds.budgetOf(one.contest.id);
      const half = await store.scores.readLog(one.contest.id);
      if (budget === null || half === null) throw new Error('no contest');
      expect(extraSeedsOf(half, budget)).toEqual([]);
      await one.judge(backwards);
      const log = await store.scores.readLog(one.contest.id);
      if (log === null) throw new Error('no log');
      const scenario = one.contest.scenarios[0]?.scenarioId ?? '';
      expect(extraSeedsOf({ ...log, runs: log.runs.slice().reverse() }, budget)).toEqual(extraSeedsOf(log, budget));
      plans.push(extraSeedsOf(log, budget).map((run) => [run.submission === one.submissions[0].id, reserveSeeds('the same', scenario, 12).indexOf(run.seed)]));
    }
    expect(plans[0]).toEqual(plans[1]);
    expect(plans[0]).toEqual([
      [true, 0],
      [false, 0],
    ]);
  });

  it('are granted once, however many scorers plan them, and never beyond the budget', async () => {
    const one = await duel(better, { extraSeeds: { runs: 3, perScenario: 12, afterFreeze: false } });
    await one.judge();
    const log = await store.scores.readLog(one.contest.id);
    if (log === null) throw new Error('no log');
    const scenarioId = one.contest.scenarios[0]?.scenarioId ?? '';
    const runs = one.submissions.map(({ id }) => ({ submissionId: id, scenarioId, seed: 77 }));
    const granted = await Promise.all(Array.from({ length: 6 }, () => store.extraSeeds.grant(log, runs)));
    expect(granted.filter((count) => count > 0)).toEqual([2]);
    const later = await store.scores.readLog(one.contest.id);
    if (later === null) throw new Error('no log');
    expect(await store.extraSeeds.grant(later, runs)).toBe(0);
    expect(await store.extraSeeds.grant(later, [...runs, { submissionId: one.submissions[0].id, scenarioId, seed: 78 }])).toBe(0);
    expect(await extraRuns(one)).toEqual([[77], [77]]);
    expect(await database.query(`SELECT 1 FROM outbox WHERE topic = 'judge' AND subject IN (SELECT id FROM run WHERE seed = 77)`)).toHaveLength(2);
  });

  it.each([
    ['frozen', 'freezes_at', false, 0],
    ['over', 'closes_at', false, 0],
    ['frozen, and its rules say finals', 'freezes_at', true, 2],
    ['over, and its rules say finals', 'closes_at', true, 2],
  ])('of a contest that is %s', async (_, date, afterFreeze, spent) => {
    const one = await duel(better, { extraSeeds: { runs: 2, perScenario: 12, afterFreeze } });
    await one.judge();
    await database.query(`UPDATE contest SET ${date} = now() - interval '1 second' WHERE id = '${one.contest.id}'`);
    await one.playOut();
    expect((await store.contests.find(one.contest.id))?.extraSeeds.spent).toBe(spent);
  });

  it('leave boards that come out the same when they are rebuilt from the log', async () => {
    const one = await duel(better);
    await one.playOut();
    const before = await store.standings.read(one.contest.id, 'full');
    await database.query(`DELETE FROM leaderboard WHERE contest_id = '${one.contest.id}'`);
    await rebuildBoards({ store, logger }, one.contest.id);
    expect((await store.standings.read(one.contest.id, 'full'))?.digest).toBe(before?.digest);
    expect(before?.standings[0]?.scenarios[0]).toMatchObject({ runs: 2, runsTotal: 2 });
    expect(before?.standings[0]?.scenarios[0]?.extraRuns).toBeGreaterThan(0);
  });
});
