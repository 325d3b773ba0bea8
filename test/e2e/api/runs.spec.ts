import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answered, ApiUnderTest, type CallerName, deployment, describeApi, ROOT, temporaryFolder } from './harness/api-under-test.js';
import { judgeByHand, metrics } from './harness/judged-run.js';

jest.setTimeout(60_000);
const outcome = (answer: Answered) => [answer.status, answer.body['code'] ?? null];

describeApi('judged runs', () => {
  let api: ApiUnderTest;
  const folder = temporaryFolder();

  beforeAll(async () => {
    const open = readFileSync(join(ROOT, 'scenarios', 'steady-web', 'scenario.yaml'), 'utf8');
    for (const [name, text] of [
      ['steady-web', open],
      ['secret-web', open.replace(/^ {2}id: .*$/m, '  id: secret-web\n  visibility: hidden')],
    ] as const) {
      mkdirSync(join(folder.path, name));
      writeFileSync(join(folder.path, name, 'scenario.yaml'), text);
    }
    writeFileSync(join(folder.path, 'steady-web', 'notes.yaml'), 'not: a scenario');
    api = await ApiUnderTest.start({ REGATTA_SCENARIOS_DIR: folder.path });
  });
  afterAll(async () => {
    await api.stop();
    folder.remove();
  });

  async function submitted(contest: string): Promise<{ readonly id: string; readonly runs: readonly { readonly id: string }[] }> {
    const answer = await api.submit(contest, 'red', deployment(4));
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body['submission'] as unknown as { id: string; runs: { id: string }[] };
  }

  it('show what was measured and what it is worth, the timeline, and the record byte for byte', async () => {
    const { id, runs } = await submitted(await api.openContest('shown', { openRuns: true }));
    const run = runs[0]?.id ?? '';
    const record = await judgeByHand(api, run);
    const axes = { latency: 0.5, utilization: 0.25, recovery: 0.75 };
    expect((await api.get(`/runs/${run}`)).body).toMatchObject({
      id: run,
      submissionId: id,
      scenarioId: 'steady-web',
      seed: 1,
      state: 'scored',
      attempt: 1,
      verdict: 'completed',
      fault: 'none',
      cause: null,
      metrics,
      costs: axes,
      normalized: axes,
      score: 48.5,
      recordDigest: record.recordDigest,
      startedAt: expect.stringMatching(/Z$/) as string,
      finishedAt: expect.stringMatching(/Z$/) as string,
    });
    expect((await api.get(`/runs/${run}/timeline`)).body).toEqual({ timeline: record.timeline, stages: metrics.stages });
    const whole = await api.get(`/runs/${run}/record`, 'red');
    expect(JSON.parse(whole.text)).toEqual(record);
    expect(whole.headers.get('etag')).toBe(`"${record.recordDigest}"`);
    expect((await api.get(`/runs/${run}/record`, 'red', { 'if-none-match': `"${record.recordDigest}"` })).status).toBe(304);
    const summary = (await api.get(`/submissions/${id}`)).body['runs'] as unknown as { score: number | null; state: string }[];
    expect(summary.map(({ state, score }) => [state, score])).toEqual([
      ['scored', 48.5],
      ['queued', null],
    ]);
    expect(outcome(await api.get(`/runs/${run}/record`, 'blue'))).toEqual([403, 'forbidden']);
  });

  it('show neither timeline nor record before there is one', async () => {
    const { runs } = await submitted(await api.openContest('waiting', { openRuns: true }));
    expect((await api.get(`/runs/${runs[0]?.id}/timeline`)).body).toEqual({ timeline: null, stages: null });
    expect(outcome(await api.get(`/runs/${runs[0]?.id}/record`, 'red'))).toEqual([404, 'not-found']);
  });

  it('of a hidden scenario tell their scores, and nothing that would tell the scenario, until the contest is closed', async () => {
    const scenarios = [{ id: 'secret-web', seeds: [77] }];
    const contest = await api.openContest('secret', { openRuns: true, scenarios });
    const { id, runs } = await submitted(contest);
    const run = runs[0]?.id ?? '';
    await judgeByHand(api, run);
    const seen = async (caller: CallerName | null) => {
      const [board, submission, one, record, scenario] = await Promise.all([
        api.get(`/contests/${contest}`, caller),
        api.get(`/submissions/${id}`, caller),
        api.get(`/runs/${run}`, caller),
        api.get(`/runs/${run}/record`, caller),
        api.get('/scenarios/secret-web', caller),
      ]);
      const first = (answer: Answered, list: string) => (answer.body[list] as unknown as Record<string, unknown>[])[0];
      return [first(board, 'scenarios')?.['seeds'], first(submission, 'runs')?.['seed'], one.body['seed'], one.body['score'], record.status, scenario.status];
    };
    expect(await seen('red')).toEqual([[], null, null, 48.5, 403, 404]);
    expect(await seen(null)).toEqual([[], null, null, 48.5, 403, 404]);
    expect(await seen('organizer')).toEqual([[77], 77, 77, 48.5, 200, 200]);
  });

  it('fail without costing the team anything when the platform is at fault', async () => {
    const contest = await api.openContest('given-back', { openRuns: true, submissionsPerDay: 1 });
    const { id, runs } = await submitted(contest);
    expect(outcome(await api.submit(contest, 'red', deployment(5)))).toEqual([429, 'quota-exceeded']);
    for (const run of runs) await api.store.runs.fail(run.id, 'the machine room is dark');
    expect((await api.get(`/runs/${runs[0]?.id}`)).body).toMatchObject({ state: 'failed', fault: 'platform', cause: 'the machine room is dark', score: null });
    expect((await api.get(`/submissions/${id}`)).body['state']).not.toBe('scored');
  });
});
