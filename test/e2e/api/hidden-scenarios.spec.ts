import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { perturbedTwin } from '#core/scenario';
import { type Answered, ApiUnderTest, type CallerName, deployment, describeApi, ROOT } from './harness/api-under-test.js';
import { judgeByHand } from './harness/judged-run.js';

jest.setTimeout(120_000);
const OUTSIDERS: readonly (CallerName | null)[] = [null, 'viewer', 'blue', 'red'];
const ID = 'operation-nightjar';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function twinOf(id: string): string {
  const open = readFileSync(join(ROOT, 'scenarios', 'steady-web', 'scenario.yaml'), 'utf8');
  const twin = perturbedTwin(open, { id, secret: `of ${id}`, spread: 0.15, seedCount: 3 });
  if (!twin.ok) throw new Error(JSON.stringify(twin.problems));
  return twin.value.replace(/title: .*/, `title: The ${id} twin`).replace(/summary: >-\n.*\n.*\n/, `summary: About ${id}.\n`);
}

interface Duel {
  readonly contest: string;
  readonly submission: string;
  readonly runs: readonly string[];
  /** What nobody may learn: name, seeds, digests of file content and records. */
  readonly secrets: readonly string[];
}

describeApi('hidden scenarios', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await ApiUnderTest.start();
  });
  afterAll(() => api.stop());

  /** A contest over a public scenario and its hidden twin, with one judged entry; an extra seed was added. */
  async function contestOver(id: string): Promise<Duel> {
    const text = twinOf(id);
    const made = await api.post('/scenarios', 'organizer', { text, commitment: sha256(text) });
    expect([made.status, made.body['commitment']]).toEqual([201, sha256(text)]);
    const scenarios = [{ id: 'steady-web', seeds: [1] }, { id }];
    const contest = await api.openContest(`over-${sha256(id).slice(0, 8)}`, { openRuns: true, scenarios });
    const answer = await api.submit(contest, 'red', deployment(4));
    const submission = answer.body['submission'] as unknown as { id: string };
    const row = await api.store.submissions.find(submission.id);
    const log = await api.store.scores.readLog(contest);
    if (row === null || log === null) throw new Error('it is not there');
    await api.store.extraSeeds.grant(log, [{ submissionId: row.id, scenarioId: id, seed: 1_987_654_321 }]);
    const hidden = (await api.store.submissions.find(row.id))?.runs.filter((run) => run.scenarioId === id) ?? [];
    const records = [];
    for (const run of hidden) records.push((await judgeByHand(api, run.id)).recordDigest);
    expect(hidden).toHaveLength(4);
    return {
      contest,
      submission: row.id,
      runs: hidden.map((run) => run.id),
      secrets: [id, ...hidden.map((run) => String(run.seed)), hidden[0]?.scenarioDigest ?? '', ...records],
    };
  }

  /** What a stream says from the first event on, until nothing more comes for a moment. Every one has something to say. */
  async function streamed(path: string, caller: CallerName | null): Promise<string> {
    const stop = new AbortController();
    const headers = { 'last-event-id': '0', ...(caller === null ? {} : { authorization: `Bearer ${api.tokens[caller]}` }) };
    const response = await fetch(`${api.url}/api/v1${path}`, { headers, signal: stop.signal });
    let text = '';
    const reading = (async () => {
      for await (const part of response.body ?? []) text += Buffer.from(part as Uint8Array).toString();
    })().catch(() => undefined);
    for (let before = -1; before !== text.length || text === ''; ) {
      before = text.length;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    stop.abort();
    await reading;
    return text;
  }

  /** Every address that is described and can be read, with every name that somebody might try. */
  async function everyAnswer(duel: Duel, alias: string, caller: CallerName | null): Promise<readonly Answered[]> {
    const description = JSON.parse((await api.call('GET', '/api/openapi.json', null)).text) as { paths: Record<string, Record<string, unknown>> };
    const ids = [duel.contest, duel.submission, ...duel.runs, alias, ID, 'steady-web'];
    const paths = Object.entries(description.paths).flatMap(([path, methods]) => (methods['get'] === undefined || path.endsWith('/events') ? [] : [path]));
    expect(paths.length).toBeGreaterThan(12);
    const addresses = paths.flatMap((path) => (path.includes('{') ? ids.map((id) => path.replace(/\{\w+\}/, id)) : [path]));
    return Promise.all(addresses.map((address) => api.call('GET', address, caller)));
  }

  it('are known by their commitment alone to everybody but organizers: no address, list, record or event tells more', async () => {
    const duel = await contestOver(ID);
    const commitment = sha256(twinOf(ID));
    const contest = await api.get(`/contests/${duel.contest}`);
    const told = (contest.body['scenarios'] as unknown as Record<string, unknown>[])[1];
    const alias = `hidden-${commitment.slice(0, 12)}`;
    expect(told).toEqual({ id: alias, title: 'Hidden scenario', weight: 1, visibility: 'hidden', revealed: false, commitment, world: 'simulated', seeds: [] });
    for (const caller of OUTSIDERS) {
      const answers = [
        ...(await everyAnswer(duel, alias, caller)).map(({ text }) => text),
        await streamed(`/contests/${duel.contest}/events`, caller),
        await streamed(`/submissions/${duel.submission}/events`, caller),
      ];
      for (const secret of duel.secrets) {
        // A refusal repeats the address that was asked for, and nothing else may know it.
        const known = answers.filter((text) => text.replace(/"instance":"[^"]*"/, '').includes(secret));
        expect([caller, secret, known]).toEqual([caller, secret, []]);
      }
    }
  });

  it('tell of a run its score and where points were lost, and not what was measured', async () => {
    const duel = await contestOver('second-look');
    const [run = ''] = duel.runs;
    const seen = await api.get(`/runs/${run}`, 'red');
    expect(seen.body).toMatchObject({ seed: null, verdict: 'completed', score: 48.5, metrics: null, cause: null, recordDigest: null });
    expect((await api.get(`/runs/${run}/timeline`, 'red')).body).toEqual({ timeline: null, stages: null });
    expect((await api.get(`/runs/${run}/record`, 'red')).status).toBe(403);
    const own = await api.get(`/runs/${run}`, 'organizer');
    expect(own.body).toMatchObject({ scenarioId: 'second-look', score: 48.5 });
    expect([own.body['seed'], own.body['metrics'], own.body['recordDigest']].every((value) => value !== null)).toBe(true);
    const events = await streamed(`/contests/${duel.contest}/events`, 'organizer');
    expect(events).toContain('"scenarioId":"second-look"');
  });

  it('do not tell through the problems of an entry what applications they have', async () => {
    const text = twinOf('other-shop')
      .replaceAll('- name: web', '- name: warehouse')
      .replaceAll('\n  web: {', '\n  warehouse: {')
      .replaceAll('load.web', 'load.warehouse');
    expect((await api.post('/scenarios', 'organizer', { text })).status).toBe(201);
    const contest = await api.openContest('with-other-shop', { scenarios: [{ id: 'steady-web', seeds: [1] }, { id: 'other-shop' }] });
    const answer = await api.submit(contest, 'red', deployment(4));
    expect([answer.status, answer.text.includes('warehouse')]).toEqual([201, false]);
  });

  describe.each([
    [
      'once their contest is over',
      async (id: string, contest: string) => void (await api.store.sql.query('UPDATE contest SET closes_at = now() WHERE id = $1', [contest]), id),
    ],
    ['when an organizer reveals them', async (id: string) => expect((await api.post(`/scenarios/${id}/reveal`, 'organizer', {})).status).toBe(200)],
  ])('%s', (when, reveal) => {
    const id = when.startsWith('once') ? 'shown-by-time' : 'shown-by-hand';
    it('can be read by all, byte for byte what was committed to, with their runs and records', async () => {
      const duel = await contestOver(id);
      const before = await api.get(`/contests/${duel.contest}`);
      const committed = (before.body['scenarios'] as unknown as { commitment: string }[])[1]?.commitment ?? '';
      expect((await api.get(`/scenarios/${id}/file`)).status).toBe(404);
      await reveal(id, duel.contest);
      const file = await api.get(`/scenarios/${id}/file`);
      expect([file.status, file.text === twinOf(id), sha256(file.text)]).toEqual([200, true, committed]);
      expect(sha256(file.text.replace('horizon: 5m', 'horizon: 6m'))).not.toBe(committed);
      const after = (await api.get(`/contests/${duel.contest}`)).body['scenarios'] as unknown as Record<string, unknown>[];
      expect(after[1]).toMatchObject({ id, revealed: true, commitment: committed });
      expect((await api.get(`/runs/${duel.runs[0] ?? ''}`)).body).toMatchObject({ scenarioId: id, seed: expect.any(Number) as number });
      expect((await api.get('/scenarios?limit=100')).text).toContain(id);
    });
  });

  it('stay hidden while another contest judges with them', async () => {
    const duel = await contestOver('judged-twice');
    await api.openContest('still-open', { scenarios: [{ id: 'judged-twice' }] });
    await api.store.sql.query('UPDATE contest SET closes_at = now() WHERE id = $1', [duel.contest]);
    expect((await api.get('/scenarios/judged-twice')).status).toBe(404);
  });

  it('are handed in and revealed by organizers only', async () => {
    const text = twinOf('not-yours');
    for (const caller of ['viewer', 'red'] as const) {
      expect((await api.post('/scenarios', caller, { text })).status).toBe(403);
      expect((await api.post('/scenarios/not-yours/reveal', caller, {})).status).toBe(403);
    }
    expect((await api.post('/scenarios', null, { text })).status).toBe(401);
    expect((await api.post('/scenarios/nobody-has-it/reveal', 'organizer', {})).status).toBe(404);
  });

  it.each([
    ['one byte differs from what was committed to', (text: string) => ({ text: `${text} `, commitment: sha256(text) }), 400],
    ['it cannot be read', (text: string) => ({ text: text.replace(/(rate: [\d.]+)\/s/, '$1') }), 422],
    ['the id is a public scenario’s', (text: string) => ({ text: text.replace(/id: .*/, 'id: steady-web') }), 409],
    ['it is another version of a hidden one', (text: string) => ({ text: text.replace(/id: .*/, 'id: kept').replace('title: The', 'title: Another') }), 409],
  ])('are refused when %s', async (_, change, status) => {
    const kept = twinOf('kept');
    expect((await api.post('/scenarios', 'organizer', { text: kept })).status).toBe(201);
    const answer = await api.post('/scenarios', 'organizer', change(twinOf('fresh')));
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([status, expect.anything()]);
    if (status === 422) expect((answer.body['problems'] as unknown as { line: number }[])[0]?.line).toBeGreaterThan(1);
  });
});
