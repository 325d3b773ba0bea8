import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { pack } from 'tar-stream';
import { type Answered, ApiUnderTest, deployment, describeApi } from './harness/api-under-test.js';

jest.setTimeout(60_000);
const MIB = 1024 * 1024;

const submissionOf = (answer: Answered) =>
  answer.body['submission'] as unknown as {
    id: string;
    state: string;
    entryDigest: string;
    division: string;
    runs: { seed: number; state: string; scenarioId: string }[];
  };
const outcome = (answer: Answered) => [answer.status, answer.body['code'] ?? null];

function tarGz(files: Readonly<Record<string, string>>): Promise<Blob> {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name }, text);
  archive.finalize();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    archive.on('data', (chunk: unknown) => chunks.push(chunk as Buffer));
    archive.on('end', () => resolve(new Blob([new Uint8Array(gzipSync(Buffer.concat(chunks)))])));
    archive.on('error', reject);
  });
}
const zip = (files: Readonly<Record<string, string>>): Blob =>
  new Blob([new Uint8Array(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))))]);

describeApi('handing in an entry', () => {
  let api: ApiUnderTest;
  let contest: string;
  beforeAll(async () => {
    api = await ApiUnderTest.start();
    contest = await api.openContest('uploads', { openRuns: true });
  });
  afterAll(() => api.stop());

  it('takes one file and queues a run for every seed of every scenario', async () => {
    const answer = await api.submit(contest, 'red', deployment(4));
    expect(answer.status).toBe(201);
    const submission = submissionOf(answer);
    expect(answer.headers.get('location')).toBe(`/api/v1/submissions/${submission.id}`);
    expect(submission).toMatchObject({
      state: 'judging',
      division: 'kubernetes',
      runs: [
        { seed: 1, state: 'queued', scenarioId: 'steady-web' },
        { seed: 2, state: 'queued' },
      ],
    });
    const read = await api.get(`/submissions/${submission.id}`);
    expect(read.body).toEqual(answer.body['submission']);
  });

  it('takes a .zip and a .tar.gz of the same files as the same entry, and gives the files back', async () => {
    const files = {
      'web/deployment.yaml': deployment(5),
      'web/budget.yaml':
        'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: web }\nspec: { minAvailable: 1, selector: { matchLabels: { app: web } } }\n',
    };
    const zipped = submissionOf(await api.submit(contest, 'red', zip(files), 'entry.zip'));
    const tarred = submissionOf(await api.submit(contest, 'red', await tarGz(files), 'entry.tar.gz'));
    expect(tarred.entryDigest).toBe(zipped.entryDigest);
    expect(tarred.id).not.toBe(zipped.id);
    const entry = await api.get(`/submissions/${zipped.id}/entry`, 'red');
    expect(entry.body).toEqual({
      digest: zipped.entryDigest,
      division: 'kubernetes',
      files: Object.entries(files)
        .map(([path, text]) => ({ path, text }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    });
    const canonical = JSON.stringify((entry.body['files'] as unknown as { path: string; text: string }[]).map(({ path, text }) => [path, text]));
    expect(createHash('sha256').update(canonical).digest('hex')).toBe(zipped.entryDigest);
  });

  it('says every problem of an entry at once, each with its place', async () => {
    const answer = await api.submit(
      contest,
      'red',
      deployment(2).replace('regatta/web', 'docker.io/library/nginx').replace('replicas: 2', 'replicas: many\n  unknownField: 1'),
    );
    expect(outcome(answer)).toEqual([422, 'entry-rejected']);
    const problems = answer.body['problems'] as unknown as { code: string; file: string; line: number; severity: string }[];
    expect(problems.length).toBeGreaterThanOrEqual(2);
    for (const problem of problems)
      expect(problem).toMatchObject({ file: 'entry.yaml', line: expect.any(Number) as number, code: expect.stringMatching(/^[a-z-]+$/) as string });
    expect(new Set(problems.map((problem) => problem.line)).size).toBeGreaterThanOrEqual(2);
  });

  it('refuses an entry that runs nothing the scenario offers', async () => {
    const answer = await api.submit(contest, 'red', deployment(2).replace('regatta/web', 'regatta/payments'));
    expect(outcome(answer)).toEqual([422, 'entry-rejected']);
  });

  const multipart = (body: string, boundary = 'b') => ({ body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } });
  const part = (disposition: string, content = deployment(1)) => `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n--b--\r\n`;
  it.each([
    ['a JSON body', { body: '{}', headers: { 'content-type': 'application/json' } }, 415, 'unsupported-media-type'],
    ['a form without boundary', { body: '', headers: { 'content-type': 'multipart/form-data' } }, 400, 'upload-malformed'],
    ['a form without file', multipart('--b--\r\n'), 400, 'upload-missing'],
    ['another field', multipart(part('name="entry"; filename="entry.yaml"')), 400, 'upload-malformed'],
    ['a field that is no file', multipart(part('name="file"')), 400, 'upload-malformed'],
    [
      'a form that ends in the middle',
      multipart('--b\r\nContent-Disposition: form-data; name="file"; filename="e.yaml"\r\n\r\nkind: Depl'),
      400,
      'upload-malformed',
    ],
    ['two files', multipart(part('name="file"; filename="a.yaml"').replace('--b--\r\n', part('name="file"; filename="b.yaml"'))), 400, 'upload-malformed'],
    ['a file of an unknown kind', multipart(part('name="file"; filename="entry.exe"')), 415, 'unsupported-media-type'],
    ['something that is no archive', multipart(part('name="file"; filename="entry.zip"', 'PK but not really')), 422, 'entry-rejected'],
    ['an empty file', multipart(part('name="file"; filename="entry.yaml"', '')), 422, 'entry-rejected'],
    ['YAML that is none', multipart(part('name="file"; filename="entry.yaml"', '{ a: [1, }')), 422, 'entry-rejected'],
    [
      'an unusable idempotency key',
      { body: '', headers: { 'content-type': 'multipart/form-data; boundary=b', 'idempotency-key': 'x'.repeat(129) } },
      400,
      'invalid-idempotency-key',
    ],
  ])('refuses %s', async (_what, init, status, code) => {
    expect(outcome(await api.call('POST', `/api/v1/contests/${contest}/submissions`, 'red', init))).toEqual([status, code]);
  });

  it.each([
    ['nowhere', 404, 'not-found'],
    ['upcoming', 409, 'contest-not-open'],
    ['closed', 409, 'contest-closed'],
  ])('refuses entries to a contest that is %s', async (slug, status, code) => {
    if (slug === 'upcoming') await api.openContest(slug, { opensAt: '2999-01-01T00:00:00Z' });
    if (slug === 'closed') await api.openContest(slug, { opensAt: '2020-01-01T00:00:00Z', closesAt: '2020-02-01T00:00:00Z' });
    expect(outcome(await api.submit(slug, 'red', deployment(1)))).toEqual([status, code]);
  });

  it('takes an upload of exactly the limit to the reader of entries, and refuses one byte more', async () => {
    const padded = (size: number) => {
      const text = deployment(1);
      return `${text}${'#'.repeat(size - text.length - 1)}\n`;
    };
    expect((await api.submit(contest, 'red', padded(8 * MIB))).status).not.toBe(413);
    expect(outcome(await api.submit(contest, 'red', padded(8 * MIB + 1)))).toEqual([413, 'too-large']);
  });

  it.each([true, false])('cuts an upload of 100 MB off early (length announced: %s), holding little of it', async (announced) => {
    const before = process.memoryUsage().rss;
    const { status, sent } = await sendEndlessly(api, contest, 100 * MIB, announced);
    expect(status).toBe(413);
    expect(sent).toBeLessThan(64 * MIB);
    expect(process.memoryUsage().rss - before).toBeLessThan(96 * MIB);
    expect((await api.get('/contests')).status).toBe(200);
  });

  it('takes exactly as many entries as the quota allows, of 50 that come at once', async () => {
    const limited = await api.openContest('quota', { submissionsPerDay: 7 });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => api.submit(limited, 'blue', deployment(index + 1))));
    const refused = answers.filter((answer) => answer.status !== 201);
    expect(answers.length - refused.length).toBe(7);
    expect(new Set(refused.map((answer) => JSON.stringify(outcome(answer))))).toEqual(new Set(['[429,"quota-exceeded"]']));
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    const kept = await api.get(`/submissions?contest=${limited}&limit=100`, 'blue');
    expect((kept.body['items'] as unknown as unknown[]).length).toBe(7);
    // Another team has a quota of its own.
    expect((await api.submit(limited, 'red', deployment(1))).status).toBe(201);
  });

  it('gives the same submission for the same key, however often and however parallel it comes', async () => {
    const key = { 'idempotency-key': 'once-and-only-once' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.submit(contest, 'blue', deployment(6), 'entry.yaml', key)));
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map((answer) => submissionOf(answer).id)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true').length).toBe(7);
    expect(outcome(await api.submit(contest, 'blue', deployment(7), 'entry.yaml', key))).toEqual([409, 'idempotency-key-reused']);
    // Keys are a team's own.
    expect((await api.submit(contest, 'red', deployment(7), 'entry.yaml', key)).headers.get('idempotency-replayed')).toBeNull();
  });
});

/** Sends without looking at the answer until it comes; how much got out before the connection was cut. */
function sendEndlessly(api: ApiUnderTest, contest: string, total: number, announced: boolean): Promise<{ readonly status: number; readonly sent: number }> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${api.tokens.red}`,
      'content-type': 'multipart/form-data; boundary=b',
      ...(announced ? { 'content-length': String(total) } : {}),
    };
    const request = httpRequest(`${api.url}/api/v1/contests/${contest}/submissions`, { method: 'POST', headers });
    let sent = 0;
    let status: number | undefined;
    const chunk = Buffer.alloc(256 * 1024, 'x');
    const write = () => {
      while (status === undefined && sent < total) {
        sent += chunk.length;
        if (!request.write(chunk)) return void request.once('drain', write);
      }
    };
    request.on('response', (response) => {
      status = response.statusCode ?? 0;
      response.resume();
      response.on('end', () => {
        request.destroy();
        resolve({ status: status as number, sent });
      });
    });
    request.on('error', (error) => (status === undefined ? reject(error) : undefined));
    request.write('--b\r\nContent-Disposition: form-data; name="file"; filename="entry.yaml"\r\n\r\n');
    write();
  });
}
