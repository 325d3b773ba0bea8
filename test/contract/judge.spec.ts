import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openArtifacts } from '#io/artifacts';
import { openStore, type Store } from '#io/store';
import { createLogger } from '#io/telemetry';
import { type Judge, judgeRun } from '../../apps/judge/judge-run.js';
import { type Replay, type Replayed, ReplayFault } from '../../apps/judge/replay-port.js';
import { rebuildBoards, rankContest } from '../../apps/scorer/rank-contest.js';
import { ScenarioRules } from '../../apps/scorer/scenario-rules.js';
import { scoreRecordedRun } from '../../apps/scorer/score-recorded-run.js';
import { aContest } from './a-contest.js';
import { createOwnDatabase, describeWith, type OwnDatabase, SERVER } from './own-database.js';

const STEADY_WEB = readFileSync(resolve(__dirname, '..', '..', 'scenarios', 'steady-web', 'scenario.yaml'), 'utf8');
const bytes = Buffer.from('{"a":"record"}');
const crashedEntry: Replayed = { verdict: 'crashed', fault: 'competitor', cause: 'it divided by zero', metrics: null, recordDigest: 'c'.repeat(64), bytes };

// Nothing here is about speed: a busy machine must not fail it.
jest.setTimeout(60_000);

describeWith(SERVER)('judging a run, from lease to board', () => {
  let database: OwnDatabase;
  let store: Store;
  const logger = createLogger('test', 'silent');

  beforeAll(async () => {
    database = await createOwnDatabase();
    store = await openStore({ databaseUrl: database.url }, logger);
    await openArtifacts(store.sql).put('e'.repeat(64), 'application/json', Buffer.from('[{"path":"a.yaml","text":"a: 1"}]'));
  }, 60_000);
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  const judge = (replay: Replay, more: Partial<Judge> = {}): Judge => ({
    name: 'j',
    store,
    artifacts: openArtifacts(store.sql),
    contestants: { prepare: () => Promise.resolve(null) },
    replay,
    leaseMs: 60_000,
    logger,
    stopping: new AbortController().signal,
    ...more,
  });

  it('replays what is stored, keeps the record under its digest and hands the run to the scorer', async () => {
    const run = await (await aContest(store)).run();
    const asked: unknown[] = [];
    await judgeRun(
      judge(async (request) => (asked.push(request), crashedEntry)),
      run.id,
    );
    expect(asked).toEqual([{ scenarioText: 'text', files: [{ path: 'a.yaml', text: 'a: 1' }], seed: 1 }]);
    expect(await store.runs.find(run.id)).toMatchObject({ state: 'recorded', verdict: 'crashed', fault: 'competitor', cause: 'it divided by zero' });
    expect((await openArtifacts(store.sql).get(crashedEntry.recordDigest))?.bytes.equals(bytes)).toBe(true);
    expect(await database.query(`SELECT 1 FROM outbox WHERE topic = 'score' AND subject = '${run.id}'`)).toHaveLength(1);
  });

  it('does nothing about a run that another judge has', async () => {
    const run = await (await aContest(store)).run();
    await store.runs.lease(run.id, 'other', 60_000);
    let replays = 0;
    await judgeRun(
      judge(async () => ((replays += 1), crashedEntry)),
      run.id,
    );
    expect(replays).toBe(0);
  });

  it('gives a run back for another attempt when the platform failed, and up after the third', async () => {
    const run = await (await aContest(store)).run();
    const broken = judge(() => Promise.reject(new ReplayFault('replay-crashed', 'out of disk')));
    await judgeRun(broken, run.id);
    expect(await store.runs.find(run.id)).toMatchObject({ state: 'queued', attempt: 1, cause: 'out of disk' });
    await judgeRun(broken, run.id);
    await judgeRun(broken, run.id);
    expect(await store.runs.find(run.id)).toMatchObject({ state: 'failed', fault: 'platform', cause: 'out of disk' });
  });

  it('treats a record that blames the platform like any other fault of the platform', async () => {
    const run = await (await aContest(store)).run();
    await judgeRun(
      judge(async () => ({ ...crashedEntry, verdict: 'platform-error', fault: 'platform', cause: 'clock jumped' })),
      run.id,
    );
    expect(await store.runs.find(run.id)).toMatchObject({ state: 'queued', cause: 'clock jumped', recordDigest: null });
  });

  it('keeps its lease while a replay takes longer than the lease', async () => {
    const run = await (await aContest(store)).run();
    const slow: Replay = async () => {
      for (let beats = 0; beats < 8; beats++) {
        await sleep(500);
        expect(await store.runs.requeueExpired()).toBe(0);
      }
      return crashedEntry;
    };
    await judgeRun(judge(slow, { leaseMs: 3000 }), run.id);
    expect(await store.runs.find(run.id)).toMatchObject({ state: 'recorded', attempt: 1 });
  });

  it('stops replaying when it has lost its lease, and leaves the run to the one that has it', async () => {
    const run = await (await aContest(store)).run();
    const robbed: Replay = async (_, signal) => {
      await database.query(`UPDATE run SET lease_expires_at = now() - interval '1 s' WHERE id = '${run.id}'`);
      await store.runs.requeueExpired();
      await store.runs.lease(run.id, 'other', 60_000);
      while (!signal.aborted) await sleep(5);
      throw new ReplayFault('replay-stopped', 'stopped');
    };
    await judgeRun(judge(robbed, { leaseMs: 300 }), run.id);
    expect(await store.runs.find(run.id)).toMatchObject({ state: 'leased', judge: 'other', attempt: 2 });
  });

  it('gives its run back without an attempt when it is told to stop', async () => {
    const run = await (await aContest(store)).run();
    const stopping = new AbortController();
    const stopped: Replay = async () => {
      stopping.abort();
      throw new ReplayFault('replay-stopped', 'stopped');
    };
    for (let times = 0; times < 4; times++) await judgeRun(judge(stopped, { stopping: stopping.signal }), run.id);
    expect(await store.runs.find(run.id)).toMatchObject({ state: 'queued', attempt: 4 });
  });

  it('leads to one score and a board that its log gives again', async () => {
    const { contest, submit } = await aContest(store, {}, STEADY_WEB);
    const submission = await submit();
    const scorer = { store, rules: new ScenarioRules(store), logger };
    for (const run of submission.runs) {
      await judgeRun(
        judge(async () => crashedEntry),
        run.id,
      );
      await Promise.all([scoreRecordedRun(scorer, run.id), scoreRecordedRun(scorer, run.id)]);
    }
    await rankContest(scorer, contest.id);
    const board = await store.standings.read(contest.id, 'full');
    expect(board?.standings).toMatchObject([{ rank: 1, submissionId: submission.id, score: -100 }]);
    expect(await store.submissions.find(submission.id)).toMatchObject({ state: 'scored', score: -100 });
    expect(await database.query(`SELECT count(*)::int AS n FROM score_log WHERE run_id IN ('${submission.runs.map((run) => run.id).join("','")}')`)).toEqual([
      { n: 2 },
    ]);
    await database.query(`DELETE FROM leaderboard WHERE contest_id = '${contest.id}'`);
    await rebuildBoards(scorer, contest.id);
    expect((await store.standings.read(contest.id, 'full'))?.digest).toBe(board?.digest);
  });
});
