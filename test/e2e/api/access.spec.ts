import { ApiUnderTest, type CallerName, deployment, describeApi } from './harness/api-under-test.js';

jest.setTimeout(60_000);

const WHO: readonly (CallerName | null)[] = [null, 'viewer', 'red', 'blue', 'organizer', 'admin'];
/** The status each caller gets, in the order of WHO. `red` is the team whose submission it is. */
interface Row {
  readonly route: string;
  readonly gives: readonly number[];
  readonly body?: unknown;
}

describeApi('who may do what', () => {
  let api: ApiUnderTest;
  const place: Record<string, string> = {};

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    for (const [name, openRuns] of [
      ['open', true],
      ['shut', false],
    ] as const) {
      place[name] = await api.openContest(name, { openRuns });
      const answer = await api.submit(place[name] as string, 'red', deployment(3));
      if (answer.status !== 201) throw new Error(answer.text);
      const submission = answer.body['submission'] as unknown as { id: string; runs: { id: string }[] };
      place[`${name}Submission`] = submission.id;
      place[`${name}Run`] = submission.runs[0]?.id ?? '';
    }
  });
  afterAll(() => api.stop());

  const all = (status: number) => WHO.map(() => status);
  const ROUTES: readonly Row[] = [
    { route: 'GET /contests', gives: all(200) },
    { route: 'GET /contests/{open}', gives: all(200) },
    { route: 'GET /contests/{open}/leaderboard', gives: all(200) },
    { route: 'GET /scenarios', gives: all(200) },
    { route: 'GET /scenarios/steady-web', gives: all(200) },
    { route: 'GET /capabilities', gives: all(200) },
    { route: 'GET /me', gives: [401, 200, 200, 200, 200, 200] },
    { route: 'GET /submissions', gives: [401, 200, 200, 200, 200, 200] },
    { route: 'GET /tokens', gives: [401, 403, 200, 200, 200, 200] },
    // A result is open to all, or there only for its team and the organizers; its files are always theirs alone.
    { route: 'GET /submissions/{openSubmission}', gives: all(200) },
    { route: 'GET /submissions/{shutSubmission}', gives: [404, 404, 200, 404, 200, 200] },
    { route: 'GET /runs/{openRun}', gives: all(200) },
    { route: 'GET /runs/{shutRun}', gives: [404, 404, 200, 404, 200, 200] },
    { route: 'GET /runs/{openRun}/timeline', gives: all(200) },
    { route: 'GET /runs/{shutRun}/timeline', gives: [404, 404, 200, 404, 200, 200] },
    { route: 'GET /submissions/{openSubmission}/entry', gives: [401, 403, 200, 403, 200, 200] },
    { route: 'GET /submissions/{shutSubmission}/entry', gives: [401, 403, 200, 404, 200, 200] },
    // Nothing was judged yet: who may read the record learns that it is not there.
    { route: 'GET /runs/{openRun}/record', gives: [403, 403, 404, 403, 404, 404] },
    { route: 'GET /runs/{shutRun}/record', gives: all(404) },
    { route: 'GET /submissions/{shutSubmission}/events', gives: [404, 404, 0, 404, 0, 0] },
    // A body that is wrong shows that the door was open.
    { route: 'POST /contests', body: {}, gives: [401, 403, 403, 403, 400, 400] },
    { route: 'POST /scenarios', body: {}, gives: [401, 403, 403, 403, 400, 400] },
    { route: 'POST /scenarios/none/reveal', body: {}, gives: [401, 403, 403, 403, 404, 404] },
    { route: 'GET /scenarios/steady-web/file', gives: all(200) },
    { route: 'GET /scenarios/schema', gives: all(200) },
    { route: 'POST /teams', body: {}, gives: [401, 403, 403, 403, 403, 400] },
    { route: 'POST /tokens', body: {}, gives: [401, 403, 400, 400, 400, 400] },
    { route: 'DELETE /tokens/none', gives: [401, 403, 404, 404, 404, 404] },
    { route: 'POST /contests/{open}/submissions', body: {}, gives: [401, 403, 415, 415, 415, 415] },
  ];

  describe.each(ROUTES)('$route', ({ route, gives, body }) => {
    it.each(WHO.map((caller, index) => [caller ?? 'nobody', gives[index] as number, caller] as const).filter(([, status]) => status !== 0))(
      'answers %s with %i',
      async (_name, status, caller) => {
        const [method, path] = route.replace(/\{(\w+)\}/g, (_, key: string) => place[key] ?? '?').split(' ') as [string, string];
        const answer = await api.call(
          method,
          `/api/v1${path}`,
          caller,
          body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
        );
        expect([answer.status, status < 400 ? undefined : answer.headers.get('content-type')]).toEqual([
          status,
          status < 400 ? undefined : 'application/problem+json; charset=utf-8',
        ]);
      },
    );
  });

  it('has every described operation in the table above, or says why not', async () => {
    const description = await api.call('GET', '/api/openapi.json', null);
    const operations = Object.entries(description.body['paths'] as unknown as Record<string, Record<string, unknown>>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, '*')}`),
    );
    const tested = new Set(
      ROUTES.map(({ route }) =>
        route
          .replaceAll(/\{\w+\}/g, '*')
          .replace('/steady-web', '/*')
          .replace('/none', '/*'),
      ),
    );
    // An open stream of a contest never ends: events.spec.ts reads it.
    expect(operations.filter((operation) => !tested.has(operation))).toEqual(['GET /contests/*/events']);
  });

  it('refuses a token that is wrong even where no token is needed', async () => {
    const answer = await api.get('/contests', null, { authorization: 'Bearer rgt_not_a_token_of_this_platform' });
    expect([answer.status, answer.body['code'], answer.headers.get('www-authenticate')]).toEqual([401, 'unauthenticated', 'Bearer realm="regatta"']);
  });

  it('lists to a team its own submissions only, and refuses to list those of another', async () => {
    const own = (await api.get('/submissions', 'red')).body['items'] as unknown as { team: { id: string } }[];
    const others = (await api.get('/submissions', 'blue')).body['items'] as unknown as unknown[];
    expect([own.length, others.length]).toEqual([2, 0]);
    const wanted = await api.get(`/submissions?team=${own[0]?.team.id}`, 'blue');
    expect([wanted.status, wanted.body['code']]).toEqual([403, 'forbidden']);
    expect(((await api.get(`/submissions?team=${own[0]?.team.id}`, 'organizer')).body['items'] as unknown as unknown[]).length).toBe(2);
  });

  it('lets a token beget only tokens of its own reach', async () => {
    const beyondRole = await api.post('/tokens', 'red', { label: 'more', role: 'organizer' });
    const beyondScope = await api.post('/tokens', 'red', { label: 'more', scopes: ['read', 'organize'] });
    const otherTeam = await api.post('/tokens', 'organizer', { label: 'other', team: 'somebody' });
    expect([beyondRole, beyondScope, otherTeam].map((answer) => [answer.status, answer.body['code']])).toEqual([
      [403, 'forbidden'],
      [403, 'forbidden'],
      [403, 'forbidden'],
    ]);
    const made = await api.post('/tokens', 'red', { label: 'reads', scopes: ['read'] });
    expect(made.status).toBe(201);
    const authorization = `Bearer ${String(made.body['secret'])}`;
    expect((await api.get('/me', null, { authorization })).body['scopes']).toEqual(['read']);
    const tried = await api.call('POST', `/api/v1/contests/${place['open']}/submissions`, null, { headers: { authorization } });
    expect([tried.status, tried.body['code']]).toEqual([403, 'insufficient-scope']);
  });

  it('stops taking a token once it is revoked, and shows tokens without secrets', async () => {
    const made = await api.post('/tokens', 'red', { label: 'short-lived' });
    const { id } = made.body['token'] as unknown as { id: string };
    const secret = String(made.body['secret']);
    const headers = { authorization: `Bearer ${secret}` };
    expect((await api.get('/me', null, headers)).status).toBe(200);
    const listed = await api.get('/tokens', 'red');
    expect(listed.text).toContain(id);
    expect(listed.text).not.toContain(secret);
    expect((await api.call('DELETE', `/api/v1/tokens/${id}`, 'blue')).status).toBe(404);
    expect((await api.call('DELETE', `/api/v1/tokens/${id}`, 'red')).status).toBe(204);
    expect((await api.get('/me', null, headers)).status).toBe(401);
    expect((await api.call('DELETE', `/api/v1/tokens/${id}`, 'red')).status).toBe(404);
  });
});
