import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StandingRow } from '#io/store';
import { type Answered, ApiUnderTest, deployment, describeApi, ROOT, temporaryFolder } from './harness/api-under-test.js';

jest.setTimeout(60_000);
const outcome = (answer: Answered) => [answer.status, answer.body['code'] ?? null];
const items = <T>(answer: Answered, name = 'items') => answer.body[name] as unknown as T[];

describeApi('reading', () => {
  let api: ApiUnderTest;
  let contest: string;
  const folder = temporaryFolder();

  beforeAll(async () => {
    mkdirSync(join(folder.path, 'assets'));
    writeFileSync(join(folder.path, 'index.html'), '<!doctype html><title>Regatta</title>');
    writeFileSync(join(folder.path, 'assets', 'main-BxY12abC.js'), 'export {};');
    api = await ApiUnderTest.start({ REGATTA_WEB_DIR: folder.path });
    contest = await api.openContest('read', { openRuns: true });
    for (let replicas = 1; replicas <= 5; replicas++) await api.submit(contest, 'red', deployment(replicas));
  });
  afterAll(async () => {
    await api.stop();
    folder.remove();
  });

  describe('lists', () => {
    it('come in pages that a cursor joins: every item once, the newest first', async () => {
      const seen: { id: string; submittedAt: string }[] = [];
      let cursor: string | null = '';
      let pages = 0;
      while (cursor !== null) {
        const page: Answered = await api.get(`/submissions?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`, 'red');
        expect(page.status).toBe(200);
        seen.push(...items<{ id: string; submittedAt: string }>(page));
        cursor = page.body['nextCursor'] as unknown as string | null;
        pages += 1;
      }
      expect([seen.length, new Set(seen.map(({ id }) => id)).size, pages]).toEqual([5, 5, 3]);
      expect(seen.map(({ submittedAt }) => submittedAt)).toEqual([...seen.map(({ submittedAt }) => submittedAt)].sort().reverse());
    });

    it('refuse a cursor that was changed, made up, or given by another list', async () => {
      const mine = String((await api.get('/submissions?limit=2', 'red')).body['nextCursor']);
      const tried = await Promise.all(
        [`${mine}x`, mine.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')), 'made-up', encodeURIComponent("' OR 1=1")].map((cursor) =>
          api.get(`/submissions?cursor=${cursor}`, 'red'),
        ),
      );
      tried.push(await api.get(`/submissions?cursor=${mine}`, 'organizer'), await api.get(`/contests?cursor=${mine}`));
      expect(tried.map(outcome)).toEqual(tried.map(() => [400, 'invalid-cursor']));
    });

    it.each(['limit=0', 'limit=201', 'limit=ten', 'unknown=1', 'contest=a%20b'])('refuse the query %s', async (query) => {
      const answer = await api.get(`/submissions?${query}`, 'red');
      expect(outcome(answer)).toEqual([400, 'invalid-request']);
      expect((answer.body['fields'] as unknown as unknown[]).length).toBeGreaterThan(0);
    });
  });

  describe('bodies', () => {
    it.each([
      ['an unknown field', { name: 'Oars', colour: 'red' }],
      ['a missing field', {}],
      ['a name of invisible characters', { name: '\u200b\u202e' }],
      ['a name that is too long', { name: 'x'.repeat(61) }],
    ])('with %s are refused', async (_what, body) => {
      expect(outcome(await api.post('/teams', 'admin', body))).toEqual([400, 'invalid-request']);
    });

    it('that are no JSON, or too much of it, are refused', async () => {
      const send = (body: string) => api.call('POST', '/api/v1/teams', 'admin', { body, headers: { 'content-type': 'application/json' } });
      expect(outcome(await send('{"name":'))).toEqual([400, 'invalid-request']);
      expect(outcome(await send(JSON.stringify({ name: 'x'.repeat(300_000) })))).toEqual([413, 'too-large']);
    });

    it('of contests name what is wrong with them', async () => {
      const contestWith = (more: object) =>
        api.post('/contests', 'organizer', { slug: 'wrong', title: 'x', divisions: ['kubernetes'], scenarios: [{ id: 'steady-web' }], ...more });
      const tried = [
        await contestWith({ scenarios: [{ id: 'no-such' }] }),
        await contestWith({ scenarios: [{ id: 'steady-web' }, { id: 'steady-web' }] }),
        await contestWith({ opensAt: '2030-01-02T00:00:00Z', closesAt: '2030-01-01T00:00:00Z' }),
        await contestWith({ slug: 'Not A Slug' }),
        await contestWith({ divisions: ['nomad'] }),
      ];
      expect(tried.map(outcome)).toEqual(tried.map(() => [400, 'invalid-request']));
      expect(outcome(await contestWith({ slug: 'read' }))).toEqual([409, 'already-exists']);
      expect((await contestWith({ slug: 'defaults' })).body).toMatchObject({
        phase: 'open',
        openRuns: false,
        submissionsPerDay: 20,
        scenarios: [{ id: 'steady-web', weight: 1, seeds: [1, 2, 3] }],
      });
    });

    it('of teams are brought to one form, so that no two look alike', async () => {
      expect((await api.post('/teams', 'admin', { name: '  The   Ｏars ' })).body['name']).toBe('The Oars');
      expect(outcome(await api.post('/teams', 'admin', { name: 'The Oars' }))).toEqual([409, 'already-exists']);
    });
  });

  describe('what is there', () => {
    it.each(['/contests', '/contests/read', '/contests/read/leaderboard', '/scenarios', '/scenarios/steady-web', '/capabilities'])(
      '%s is not sent again to who has it',
      async (path) => {
        const first = await api.get(path);
        const etag = first.headers.get('etag') ?? '';
        expect(etag).toMatch(/^"[^"]+"$/);
        const again = await api.get(path, null, { 'if-none-match': etag });
        expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
        expect((await api.get(path, null, { 'if-none-match': '"other"' })).status).toBe(200);
      },
    );

    it('is found by id or by slug', async () => {
      expect((await api.get(`/contests/${contest}`)).body).toEqual((await api.get('/contests/read')).body);
    });

    it.each([
      '/contests/none',
      '/contests/none/leaderboard',
      '/contests/none/events',
      '/submissions/none',
      '/submissions/none/events',
      '/runs/none',
      '/runs/none/timeline',
      '/scenarios/none',
      '/nothing',
    ])('%s is not found', async (path) => {
      expect(outcome(await api.get(path, 'admin'))).toEqual([404, 'not-found']);
    });

    it('shows a scenario with its text and the load it brings, minute by minute', async () => {
      const { body } = await api.get('/scenarios/steady-web');
      expect(body).toMatchObject({ id: 'steady-web', visibility: 'public', text: expect.stringContaining('kind: Scenario') as string });
      const preview = body['preview'] as unknown as { minutes: { offeredPerApp: Record<string, number> }[]; faults: { kind: string }[] };
      expect([preview.minutes.length, Object.keys(preview.minutes[2]?.offeredPerApp ?? {})]).toEqual([5, ['web']]);
      expect(preview.faults.map((fault) => fault.kind)).toEqual(['node-crash']);
    });
  });

  describe('the leaderboard', () => {
    const standing = (team: { id: string; name: string }, submissionId: string, score: number): StandingRow => ({
      rank: 1,
      bandFrom: 1,
      bandTo: 1,
      beatsNext: null,
      moreSeedsToNext: null,
      team,
      submissionId,
      division: 'kubernetes',
      score,
      submittedAt: '2026-01-01T00:00:00.000Z',
      reference: false,
      scenarios: [{ scenarioId: 'steady-web', score, latency: 0.5, utilization: 0.5, recovery: 0.5, runs: 2, runsTotal: 2, extraRuns: 0 }],
    });
    const boards = (team: { id: string; name: string }, submissionId: string, shown: number, known: number) => ({
      public: { scoringVersion: 1, standings: [standing(team, submissionId, shown)] },
      full: { scoringVersion: 1, standings: [standing(team, submissionId, known)] },
    });
    const logOf = async (id: string) => {
      const log = await api.store.scores.readLog(id);
      if (log === null) throw new Error('no such contest');
      return log;
    };
    const firstScore = (answer: Answered) => (answer.body['standings'] as unknown as { score: number }[])[0]?.score;

    it('changes, with its ETag, as soon as there are new standings', async () => {
      const empty = await api.get('/contests/read/leaderboard');
      expect(empty.body['standings']).toEqual([]);
      const [submission] = items<{ id: string; team: { id: string; name: string } }>(await api.get('/submissions?limit=1', 'red'));
      if (submission === undefined) throw new Error('no submission');
      await api.store.standings.replace(await logOf(contest), boards(submission.team, submission.id, 61.5, 61.5), []);
      let now = await api.get('/contests/read/leaderboard');
      for (let tries = 0; tries < 100 && firstScore(now) === undefined; tries++) now = await api.get('/contests/read/leaderboard');
      expect(firstScore(now)).toBe(61.5);
      expect(now.headers.get('etag')).not.toBe(empty.headers.get('etag'));
      expect((await api.get('/contests/read/leaderboard', null, { 'if-none-match': empty.headers.get('etag') ?? '' })).status).toBe(200);
    });

    it('comes page by page, best first, with every row once', async () => {
      const large = await api.openContest('large');
      const rows = Array.from({ length: 250 }, (_, index) => standing({ id: `t${index}`, name: `team ${index}` }, `s${index}`, 100 - index / 10));
      const board = { scoringVersion: 1, standings: rows };
      await api.store.standings.replace(await logOf(large), { public: board, full: board }, []);
      const first = await api.get('/contests/large/leaderboard');
      expect([first.body['total'], items(first, 'standings').length]).toEqual([250, 100]);
      const seen: string[] = [];
      for (let cursor: unknown = ''; cursor !== null; ) {
        const page = await api.get(`/contests/large/leaderboard?limit=90${cursor === '' ? '' : `&cursor=${encodeURIComponent(String(cursor))}`}`);
        seen.push(...items<{ submissionId: string }>(page, 'standings').map((row) => row.submissionId));
        cursor = page.body['nextCursor'];
      }
      expect(seen).toEqual(rows.map((row) => row.submissionId));
      expect((await api.get('/contests/large/leaderboard?cursor=MTAw.forged')).body['code']).toBe('invalid-cursor');
      expect((await api.get('/contests/large/leaderboard?limit=0')).status).toBe(400);
    });

    it('stays as it was at the freeze for all but the organizers', async () => {
      const frozen = await api.openContest('frozen', { freezesAt: '2020-01-01T00:00:00Z', closesAt: '2999-01-01T00:00:00Z' });
      const { submission } = (await api.submit(frozen, 'red', deployment(3))).body as unknown as {
        submission: { id: string; team: { id: string; name: string } };
      };
      await api.store.standings.replace(await logOf(frozen), boards(submission.team, submission.id, 10, 90), []);
      const seen = await Promise.all([null, 'red' as const, 'organizer' as const].map((caller) => api.get('/contests/frozen/leaderboard', caller)));
      expect(seen.map((answer) => [answer.body['frozen'], firstScore(answer)])).toEqual([
        [true, 10],
        [true, 10],
        [false, 90],
      ]);
    });

    it('keeps what was handed in after the freeze from others even where results are open', async () => {
      const frozen = await api.openContest('frozen-open', { openRuns: true, freezesAt: '2020-01-01T00:00:00Z', closesAt: '2999-01-01T00:00:00Z' });
      const { submission } = (await api.submit(frozen, 'red', deployment(3))).body as unknown as { submission: { id: string } };
      const statuses = await Promise.all(
        ([null, 'red', 'blue', 'organizer'] as const).map(async (caller) => (await api.get(`/submissions/${submission.id}`, caller)).status),
      );
      expect(statuses).toEqual([404, 200, 404, 200]);
    });
  });

  describe('the edge', () => {
    it.each([
      ['DELETE', '/api/v1/contests', 'GET, HEAD, POST'],
      ['PUT', '/api/v1/contests/read', 'GET, HEAD'],
      ['PATCH', '/api/v1/runs/none/record', 'GET, HEAD'],
      ['GET', '/api/v1/contests/read/submissions', 'POST'],
      ['OPTIONS', '/api/v1/contests', 'GET, HEAD, POST'],
      ['POST', '/healthz', 'GET, HEAD'],
      ['POST', '/api/openapi.json', 'GET, HEAD'],
    ])('says what is offered where %s %s is not', async (method, path, allow) => {
      const answer = await api.call(method, path, 'admin');
      expect([answer.status, answer.headers.get('allow'), answer.body['code']]).toEqual([405, allow, 'method-not-allowed']);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    });

    it.each([
      ['text/plain', '{"label":"x"}', 415, 'unsupported-media-type'],
      ['application/x-www-form-urlencoded', 'label=x', 415, 'unsupported-media-type'],
      ['application/json', '{"label":"a\\u0000b"}', 400, 'invalid-request'],
      ['application/json', '{"label":', 400, 'invalid-request'],
      ['application/json', '', 400, 'invalid-request'],
    ])('takes no body of %s that says %s', async (type, body, status, code) => {
      const answer = await api.call('POST', '/api/v1/tokens', 'admin', { body, headers: { 'content-type': type } });
      expect([answer.status, answer.body['code']]).toEqual([status, code]);
    });

    it.each(['/contests/%00', '/runs/a%00b/timeline', '/contests/%zz', '/submissions?contest=%00', '/contests/%ff'])(
      'finds nothing at %s and says so',
      async (path) => {
        const answer = await api.get(path, 'admin');
        expect([400, 404]).toContain(answer.status);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
      },
    );

    it('serves the pages with a policy that loads nothing from elsewhere', async () => {
      const page = await api.call('GET', '/contests/read', null, { headers: { accept: 'text/html' } });
      expect([page.status, page.text]).toEqual([200, '<!doctype html><title>Regatta</title>']);
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/);
      expect(page.headers.get('cache-control')).toBe('no-cache');
      expect(page.headers.get('x-powered-by')).toBeNull();
    });

    it('lets hashed assets be kept for ever, and finds no page at addresses of files or of the API', async () => {
      const asset = await api.call('GET', '/assets/main-BxY12abC.js', null);
      expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
      const html = { headers: { accept: 'text/html' } };
      const missing = await Promise.all(
        ['/assets/gone-12345678.js', '/api/v1/gone', '/api/gone', '/..%2f..%2fpackage.json'].map((path) => api.call('GET', path, null, html)),
      );
      expect(missing.map((answer) => answer.status)).toEqual([404, 404, 404, 404]);
    });

    it('says that it lives, that it is ready, and what it counted', async () => {
      expect((await api.call('GET', '/healthz', null)).body).toEqual({ status: 'ok' });
      expect((await api.call('GET', '/readyz', null)).body).toMatchObject({ status: 'ok', parts: { database: 'ok', queue: 'ok' } });
      const metrics = await api.call('GET', '/metrics', null);
      expect(
        metrics.text.split('\n').some((line) => line.startsWith('regatta_http_request_seconds_count') && line.includes(`route="/api/v1/contests/:id"`)),
      ).toBe(true);
      expect(metrics.text.split('\n').some((line) => line.startsWith('regatta_submissions_total') && line.includes(`outcome="accepted"`))).toBe(true);
      expect(metrics.text.includes('/none')).toBe(false);
    });

    it('does not let one caller take all of it', async () => {
      const strict = await ApiUnderTest.start({}, { perAddress: 100_000, perToken: 5 });
      const answers: Answered[] = [];
      for (let index = 0; index < 7; index++) answers.push(await strict.get('/me', 'red'));
      const other = await strict.get('/me', 'blue');
      await strict.stop();
      expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
      expect(outcome(answers[6] as Answered)).toEqual([429, 'too-many-requests']);
      expect(Number([...(answers[6]?.headers ?? [])].find(([name]) => name.startsWith('retry-after'))?.[1])).toBeGreaterThan(0);
      expect(other.status).toBe(200);
    });

    it('counts guessed tokens at their address', async () => {
      const strict = await ApiUnderTest.start({}, { perAddress: 5, perToken: 100_000 });
      const statuses: number[] = [];
      for (let index = 0; index < 7; index++)
        statuses.push((await strict.get('/me', null, { authorization: `Bearer rgt_guess_number_${index}_of_many` })).status);
      await strict.stop();
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    });
  });

  it('opens the demo once, over restarts, with its reference entries where there are some', async () => {
    const demo = await ApiUnderTest.start({ REGATTA_DEMO: '1', REGATTA_SCENARIOS_DIR: join(ROOT, 'scenarios') });
    const contests = items<{ slug: string; phase: string; openRuns: boolean; scenarios: { id: string }[] }>(await demo.get('/contests'));
    const before = items(await demo.get('/submissions', 'organizer')).length;
    await demo.restart();
    const after = items(await demo.get('/submissions', 'organizer')).length;
    const again = items(await demo.get('/contests')).length;
    await demo.stop();
    expect(contests).toMatchObject([{ slug: 'demo', phase: 'open', openRuns: true, scenarios: [{ id: 'flash-crowd-zone-loss' }] }]);
    expect([again, after]).toEqual([1, before]);
  });
});
