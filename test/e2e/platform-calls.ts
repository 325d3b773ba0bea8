import type { Platform } from '../../tools/launcher/platform.js';

interface Judged {
  readonly id: string;
  readonly state: string;
}

/** What the roads of entries ask of a platform over HTTP: as its organizer, and as the contestant who hands something in. */
export function platformCalls(platform: () => Platform) {
  const call = (method: string, path: string, token: string, body?: FormData | string): Promise<Response> =>
    fetch(`${platform().url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}) },
      ...(body === undefined ? {} : { body }),
    });
  const get = async <T>(path: string): Promise<T> => (await (await call('GET', path, platform().tokens.admin)).json()) as T;
  const openContest = async (contest: { readonly slug: string } & Readonly<Record<string, unknown>>): Promise<void> => {
    const body = JSON.stringify({ title: contest.slug, openRuns: true, ...contest });
    expect((await call('POST', '/contests', platform().tokens.admin, body)).status).toBe(201);
  };
  const submit = (contest: string, file: Blob, name: string): Promise<Response> => {
    const form = new FormData();
    form.set('file', file, name);
    return call('POST', `/contests/${contest}/submissions`, platform().tokens.contestant, form);
  };
  /** The submission that was accepted, once it is judged. */
  const judged = async <T extends Judged>(answer: Response, until: (isJudged: () => Promise<boolean>) => Promise<void>): Promise<T> => {
    const body = (await answer.json()) as { submission: Judged };
    expect([answer.status, body]).toEqual([201, expect.objectContaining({ submission: expect.anything() })]);
    const read = () => get<T>(`/submissions/${body.submission.id}`);
    await until(async () => (await read()).state !== 'judging');
    return read();
  };
  return { call, get, openContest, submit, judged };
}
