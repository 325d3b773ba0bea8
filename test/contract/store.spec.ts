import { createLogger } from '#io/telemetry';
import { type FeedEvent, openStore, type RunResult, type Store } from '#io/store';
import { aContest } from './a-contest.js';
import { createOwnDatabase, describeWith, type OwnDatabase, SERVER } from './own-database.js';

const result: RunResult = { verdict: 'completed', fault: 'none', cause: null, metrics: null, recordDigest: 'r'.repeat(64) };
const LONG = 60_000;

// Nothing here is about speed: a busy machine must not fail it.
jest.setTimeout(60_000);

describeWith(SERVER)('the store on PostgreSQL', () => {
  let database: OwnDatabase;
  let store: Store;
  const logger = createLogger('test', 'silent');

  beforeAll(async () => {
    database = await createOwnDatabase();
    // Four processes start at once on an empty database: each must find a whole schema.
    const [first, ...others] = await Promise.all(Array.from({ length: 4 }, () => openStore({ databaseUrl: database.url }, logger)));
    store = first as Store;
    await Promise.all(others.map((other) => other.close()));
  }, 60_000);

  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  const scored = async (runId: string, score: number | null) => {
    const lease = await store.runs.lease(runId, 'j', LONG);
    if (lease === null) throw new Error('no lease');
    await store.runs.record(runId, lease.token, result);
    return store.scores.append({ runId, attempt: lease.run.attempt, scoringVersion: 1, costs: null, normalized: null, score });
  };

  describe('accepting', () => {
    it('writes submission, runs, messages and feed event together', async () => {
      const { contest, submit } = await aContest(store);
      const submission = await submit();
      expect(submission.runs.map((run) => [run.seed, run.state, run.attempt])).toEqual([
        [1, 'queued', 0],
        [2, 'queued', 0],
      ]);
      const messages = await database.query(
        `SELECT subject FROM outbox WHERE topic = 'judge' AND subject IN ('${submission.runs.map((run) => run.id).join("','")}')`,
      );
      expect(messages).toHaveLength(2);
      expect(await store.feed.readAfter(contest.id, 0, 10)).toMatchObject([{ kind: 'submission', submissionId: submission.id }]);
    });

    it('lets no more through than the quota, however many come at once', async () => {
      const { contest, team } = await aContest(store, { submissionsPerDay: 3 });
      const wish = {
        contestId: contest.id,
        teamId: team.id,
        entryDigest: 'q'.repeat(64),
        division: 'kubernetes',
        warnings: [],
        idempotencyKey: null,
        reference: false,
      };
      const answers = await Promise.all(Array.from({ length: 12 }, () => store.submissions.accept(wish)));
      expect(answers.map((answer) => answer.kind).sort()).toEqual([...Array(3).fill('accepted'), ...Array(9).fill('quota-exceeded')]);
      expect((await store.submissions.list({ contestId: contest.id, teamId: null }, { limit: 50, after: null })).items).toHaveLength(3);
    });

    it('gives a submission back to the quota when the platform failed it', async () => {
      const { contest, submit } = await aContest(store, { submissionsPerDay: 1 });
      const submission = await submit();
      await expect(submit()).rejects.toThrow('quota-exceeded');
      await database.query(`UPDATE submission SET state = 'failed' WHERE id = '${submission.id}'`);
      await expect(submit()).resolves.toMatchObject({ contestId: contest.id });
    });

    it('answers one key with one submission, and refuses it for another entry', async () => {
      const { contest, team } = await aContest(store);
      const wish = {
        contestId: contest.id,
        teamId: team.id,
        entryDigest: 'a'.repeat(64),
        division: 'kubernetes',
        warnings: [],
        idempotencyKey: 'k',
        reference: false,
      };
      const answers = await Promise.all(Array.from({ length: 6 }, () => store.submissions.accept(wish)));
      expect(answers.map((answer) => answer.kind).sort()).toEqual(['accepted', ...Array(5).fill('repeated')]);
      expect(new Set(answers.map((answer) => ('submission' in answer ? answer.submission.id : null))).size).toBe(1);
      expect(await store.submissions.accept({ ...wish, entryDigest: 'b'.repeat(64) })).toEqual({ kind: 'key-reused' });
    });

    it('refuses before the contest opens and after it closes, except for references', async () => {
      for (const rules of [{ opensAt: new Date(Date.now() + 3_600_000) }, { closesAt: new Date(Date.now() - 3_600_000) }]) {
        const { submit } = await aContest(store, rules);
        await expect(submit()).rejects.toThrow('contest-closed');
        await expect(submit({ reference: true })).resolves.toMatchObject({ reference: true });
      }
    });
  });

  describe('a run', () => {
    it('is leased by one of many judges', async () => {
      const run = await (await aContest(store)).run();
      const leases = await Promise.all(Array.from({ length: 8 }, (_, index) => store.runs.lease(run.id, `judge-${index}`, LONG)));
      expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
    });

    it('refuses the late result of a judge that lost its lease, and takes that of the one that has it', async () => {
      const run = await (await aContest(store)).run();
      const late = await store.runs.lease(run.id, 'slow', 0);
      expect(await store.runs.requeueExpired()).toBe(1);
      const present = await store.runs.lease(run.id, 'quick', LONG);
      expect(BigInt(present?.token ?? 0)).toBeGreaterThan(BigInt(late?.token ?? 0));
      expect(await store.runs.heartbeat(run.id, late?.token ?? '', LONG)).toBe(false);
      expect(await store.runs.record(run.id, late?.token ?? '', result)).toBe(false);
      expect(await store.runs.release(run.id, late?.token ?? '', { cause: 'late', free: false })).toBe(false);
      expect(await store.runs.record(run.id, present?.token ?? '', result)).toBe(true);
      expect(await store.runs.record(run.id, present?.token ?? '', result)).toBe(false);
      expect(await store.runs.find(run.id)).toMatchObject({ state: 'recorded', attempt: 2, judge: 'quick', verdict: 'completed' });
    });

    it('keeps its lease as long as its judge is heard of', async () => {
      const run = await (await aContest(store)).run();
      const lease = await store.runs.lease(run.id, 'j', 0);
      expect(await store.runs.heartbeat(run.id, lease?.token ?? '', LONG)).toBe(true);
      expect(await store.runs.requeueExpired()).toBe(0);
    });

    it('is given up after three attempts, with the cause, at nobody’s cost', async () => {
      const run = await (await aContest(store)).run();
      for (let attempt = 1; attempt <= 3; attempt++) {
        const lease = await store.runs.lease(run.id, 'j', LONG);
        expect(lease?.run.attempt).toBe(attempt);
        await store.runs.release(run.id, lease?.token ?? '', { cause: `disk full ${attempt}`, free: false });
      }
      expect(await store.runs.find(run.id)).toMatchObject({ state: 'failed', fault: 'platform', verdict: 'platform-error', cause: 'disk full 3', score: null });
      expect(await store.runs.lease(run.id, 'j', LONG)).toBeNull();
    });

    it('loses no attempt to a judge that is told to stop', async () => {
      const run = await (await aContest(store)).run();
      for (let times = 0; times < 5; times++) {
        const lease = await store.runs.lease(run.id, 'j', LONG);
        expect(await store.runs.release(run.id, lease?.token ?? '', { cause: 'the judge is stopping', free: true })).toBe(true);
      }
      expect(await store.runs.find(run.id)).toMatchObject({ state: 'queued', attempt: 5 });
    });

    it('is judged again on request, with a new line in the log', async () => {
      const run = await (await aContest(store)).run();
      expect(await store.runs.rejudge(run.id)).toBe(false);
      await scored(run.id, 10);
      expect(await store.runs.rejudge(run.id)).toBe(true);
      expect(await store.runs.find(run.id)).toMatchObject({ state: 'queued', score: null });
      await scored(run.id, 20);
      expect(await store.runs.find(run.id)).toMatchObject({ state: 'scored', attempt: 2, score: 20 });
    });

    it('cannot be cancelled once it is recorded', async () => {
      const run = await (await aContest(store)).run();
      const lease = await store.runs.lease(run.id, 'j', LONG);
      await store.runs.record(run.id, lease?.token ?? '', result);
      expect(await store.runs.cancel(run.id)).toBe(false);
    });

    it('is scored once', async () => {
      const run = await (await aContest(store)).run();
      expect(await scored(run.id, 42)).toBe(true);
      const again = { runId: run.id, attempt: 1, scoringVersion: 1, costs: null, normalized: null, score: 43 };
      expect(await Promise.all([store.scores.append(again), store.scores.append(again)])).toEqual([false, false]);
      expect(await store.runs.find(run.id)).toMatchObject({ score: 42 });
    });

    it('that waits for long is found once by those who look for forgotten ones', async () => {
      const { submit } = await aContest(store);
      const ids = (await submit()).runs.map((run) => run.id);
      await database.query(`UPDATE run SET queued_at = queued_at - interval '1 hour' WHERE id IN ('${ids.join("','")}')`);
      const found = (await Promise.all([1, 2, 3].map(() => store.runs.takeForgotten('queued', 1_800_000, 100)))).flat();
      expect(found.map((run) => run.id).sort()).toEqual([...ids].sort());
    });
  });

  describe('the log of scores', () => {
    it('can neither be changed nor shortened', async () => {
      await scored((await (await aContest(store)).run()).id, 1);
      await expect(database.query('UPDATE score_log SET score = 100')).rejects.toThrow('append-only');
      await expect(database.query('DELETE FROM score_log')).rejects.toThrow('append-only');
    });

    it('says what has changed since a board was derived', async () => {
      const { contest, run } = await aContest(store);
      const { id } = await run();
      const early = await store.scores.readLog(contest.id);
      await scored(id, 7);
      const late = await store.scores.readLog(contest.id);
      expect(late?.runs.map((row) => row.score)).toEqual([7, null]);
      const board = { scoringVersion: 1, standings: [] };
      expect(await store.standings.stale()).toContain(contest.id);
      if (early === null || late === null) throw new Error('no log');
      expect(await store.standings.replace(late, { public: board, full: board }, [])).toBe(true);
      expect(await store.standings.stale()).not.toContain(contest.id);
      expect(await store.standings.replace(early, { public: board, full: board }, [])).toBe(false);
    });
  });

  describe('the outbox', () => {
    it('gives each message to one of the dispatchers that take at once', async () => {
      await store.outbox.dispatch(10_000, async () => undefined);
      const { submit } = await aContest(store);
      for (let n = 0; n < 5; n++) await submit();
      const taken: string[] = [];
      const take = () => store.outbox.dispatch(4, async (messages) => void taken.push(...messages.map((message) => message.id)));
      while ((await Promise.all([take(), take(), take()])).some((count) => count > 0));
      expect(taken).toHaveLength(15);
      expect(new Set(taken).size).toBe(15);
    });

    it('keeps a message that could not be sent', async () => {
      await store.outbox.dispatch(10_000, async () => undefined);
      await (await aContest(store)).submit();
      await expect(store.outbox.dispatch(10, () => Promise.reject(new Error('no queue')))).rejects.toThrow('no queue');
      expect(await store.outbox.dispatch(10, async () => undefined)).toBe(3);
    });
  });

  describe('the feed', () => {
    it('tells listeners every event once and in order, whoever appended it and though the connection broke', async () => {
      const { contest, submit } = await aContest(store);
      const heard: FeedEvent[] = [];
      const end = await store.feed.listen((event) => event.contestId === contest.id && heard.push(event));
      await Promise.all(Array.from({ length: 10 }, () => submit()));
      await database.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`);
      await Promise.all(Array.from({ length: 10 }, () => submit()));
      while (heard.length < 20) await new Promise((resolve) => setTimeout(resolve, 10));
      await end();
      const written = await store.feed.readAfter(contest.id, 0, 100);
      expect(heard.map((event) => event.id)).toEqual(written.map((event) => event.id));
    });
  });

  describe('lists', () => {
    it('page through everything, each once, newest first', async () => {
      const { contest, submit } = await aContest(store);
      const made = [];
      for (let n = 0; n < 7; n++) made.push((await submit()).id);
      const read: string[] = [];
      let after: string | null = null;
      do {
        const page = await store.submissions.list({ contestId: contest.id, teamId: null }, { limit: 3, after });
        read.push(...page.items.map((item) => item.id));
        after = page.nextCursor;
      } while (after !== null);
      expect(new Set(read).size).toBe(7);
      expect([...read].sort()).toEqual([...made].sort());
    });
  });

  describe('tokens', () => {
    it('are found until they are revoked or expire', async () => {
      const team = await store.teams.ensure('token bearers');
      const base = { role: 'contestant' as const, scopes: ['read', 'submit'] as const, teamId: team.id, label: 'laptop' };
      const token = await store.tokens.create({ ...base, hash: 'h1', expiresAt: null });
      expect(await store.tokens.create({ ...base, hash: 'h1', expiresAt: null })).toBeNull();
      expect(await store.tokens.findByHash('h1')).toMatchObject({ role: 'contestant', scopes: ['read', 'submit'], team: { name: 'token bearers' } });
      expect(await store.tokens.revoke(token?.id ?? '')).toBe(true);
      expect(await store.tokens.revoke(token?.id ?? '')).toBe(false);
      expect(await store.tokens.findByHash('h1')).toBeNull();
      await store.tokens.create({ ...base, hash: 'h2', expiresAt: new Date(Date.now() - 1000) });
      expect(await store.tokens.findByHash('h2')).toBeNull();
    });
  });

  it('answers with the newest version of a scenario and keeps the others', async () => {
    const version = (digest: string, title: string) =>
      store.scenarios.publish({ id: 'versioned', digest, title, family: 'f', summary: '', visibility: 'public', text: title });
    await version('v1', 'one');
    await version('v2', 'two');
    expect((await store.scenarios.find('versioned'))?.title).toBe('two');
    expect((await store.scenarios.findVersion('v1'))?.title).toBe('one');
    await version('v1', 'one');
    expect((await store.scenarios.find('versioned'))?.title).toBe('one');
  });
});
