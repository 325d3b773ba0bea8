import { createParser } from 'eventsource-parser';
import { ApiUnderTest, type CallerName, deployment, describeApi } from './harness/api-under-test.js';

jest.setTimeout(60_000);

interface Heard {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Reads a stream until `enough` says so, or its end. */
class Reader {
  readonly heard: Heard[] = [];
  lastId = '';
  private readonly stopped = new AbortController();
  private constructor(readonly response: Response) {}

  static async open(api: ApiUnderTest, path: string, caller: CallerName | null, lastEventId?: string): Promise<Reader> {
    const stop = new AbortController();
    const headers: Record<string, string> = {
      ...(caller === null ? {} : { authorization: `Bearer ${api.tokens[caller]}` }),
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    };
    const response = await fetch(`${api.url}/api/v1${path}`, { headers, signal: stop.signal });
    const reader = new Reader(response);
    reader.stopped.signal.addEventListener('abort', () => stop.abort());
    return reader;
  }

  async until(enough: (heard: readonly Heard[]) => boolean): Promise<readonly Heard[]> {
    const parser = createParser({
      onEvent: (message) => this.heard.push({ id: message.id ?? '', event: message.event ?? '', data: JSON.parse(message.data) as Record<string, unknown> }),
    });
    const body = this.response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await body?.read(); part !== undefined && !part.done; part = await body?.read()) {
      parser.feed(part.value);
      if (enough(this.heard)) break;
    }
    this.lastId = this.heard.at(-1)?.id ?? '';
    await body?.cancel().catch(() => undefined);
    this.stopped.abort();
    return this.heard;
  }
}

describeApi('live events', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await ApiUnderTest.start();
  });
  afterAll(() => api.stop());

  const submit = async (contest: string, replicas: number, caller: CallerName = 'red') => {
    const answer = await api.submit(contest, caller, deployment(replicas));
    if (answer.status !== 201) throw new Error(answer.text);
    return (answer.body['submission'] as unknown as { id: string }).id;
  };

  it('tells a reader what happens from now on, as server-sent events', async () => {
    const contest = await api.openContest('told', { openRuns: true });
    await submit(contest, 1);
    const reader = await Reader.open(api, `/contests/${contest}/events`, null);
    expect(reader.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const id = await submit(contest, 2);
    const [first] = await reader.until((heard) => heard.length > 0);
    expect(first).toMatchObject({ event: 'submission', data: { submissionId: id, contestId: contest } });
  });

  it('goes on after Last-Event-ID: nothing twice, nothing left out', async () => {
    const contest = await api.openContest('resumed', { openRuns: true });
    const reader = await Reader.open(api, `/contests/${contest}/events`, null);
    const first = await submit(contest, 1);
    await reader.until((heard) => heard.length === 1);
    const missed = [await submit(contest, 2), await submit(contest, 3), await submit(contest, 4)];
    const resumed = await Reader.open(api, `/contests/${contest}/events`, null, reader.lastId);
    const last = await submit(contest, 5);
    const heard = await resumed.until((events) => events.some((event) => event.data['submissionId'] === last));
    expect(heard.filter((event) => event.event === 'submission').map((event) => event.data['submissionId'])).toEqual([...missed, last]);
    expect(heard.map((event) => event.data['submissionId'])).not.toContain(first);
    const ids = heard.map((event) => Number(event.id));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it('keeps the submissions of others from a reader where results are not open', async () => {
    const contest = await api.openContest('private', { openRuns: false });
    const blue = await Reader.open(api, `/contests/${contest}/events`, 'blue');
    const nobody = await Reader.open(api, `/contests/${contest}/events`, null, '0');
    await submit(contest, 1, 'red');
    const own = await submit(contest, 2, 'blue');
    expect((await blue.until((heard) => heard.length > 0))[0]?.data['submissionId']).toBe(own);
    await api.store.feed.append({ contestId: contest, kind: 'leaderboard', submissionId: null, payload: {} });
    expect((await nobody.until((heard) => heard.length > 0)).map((event) => event.event)).toEqual(['leaderboard']);
  });

  it('tells of one submission only that one', async () => {
    const contest = await api.openContest('single', { openRuns: true });
    const id = await submit(contest, 1);
    const reader = await Reader.open(api, `/submissions/${id}/events`, null);
    const runs = (await api.get(`/submissions/${id}`)).body['runs'] as unknown as { id: string }[];
    await submit(contest, 2);
    await api.store.runs.fail(runs[0]?.id ?? '', 'ended by the test');
    const heard = await reader.until((events) => events.length > 0);
    expect(heard.map((event) => [event.event, event.data['submissionId']])).toEqual([['run', id]]);
  });

  it('ends its streams when the platform closes', async () => {
    const closing = await ApiUnderTest.start();
    const contest = await closing.openContest('closing');
    const reader = await Reader.open(closing, `/contests/${contest}/events`, null);
    const reading = reader.until(() => false).catch(() => 'cut');
    await closing.stop();
    expect(['cut', reader.heard]).toContainEqual(await reading);
  });
});
