import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Platform, startPlatform } from '../../tools/launcher/platform.js';
import { deployment } from './api/harness/api-under-test.js';
import { ROOT } from '../commands/command-line.js';

const BUDGET = 8;
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }\n';
jest.setTimeout(300_000);

interface Contest {
  readonly id: string;
  readonly extraSeeds: { readonly runs: number; readonly spent: number; readonly left: number };
}
interface Submission {
  readonly score: number;
  readonly runs: readonly { readonly seed: number; readonly extra: boolean; readonly state: string }[];
}
interface Row {
  readonly bandFrom: number;
  readonly bandTo: number;
  readonly score: number;
  readonly scenarios: readonly { readonly extraRuns: number; readonly runsTotal: number }[];
}

describe('extra seeds, with real judges', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rgt-extra-'));
  let platform: Platform;

  beforeAll(async () => {
    platform = await startPlatform({
      root: ROOT,
      dataFolder: join(folder, 'data'),
      port: 0,
      judges: 2,
      demo: false,
      databaseUrl: undefined,
      redisUrl: undefined,
      say: () => undefined,
      onGiveUp: () => undefined,
    });
  });
  afterAll(async () => {
    await platform?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = async <T>(method: string, path: string, body?: unknown, token = platform.tokens.admin): Promise<T> => {
    const form = body instanceof FormData;
    const answer = await fetch(`${platform.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(form ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const until = async <T>(read: () => Promise<T>, good: (found: T) => boolean): Promise<T> => {
    for (;;) {
      const found = await read();
      if (good(found)) return found;
      await sleep(200);
    }
  };

  it('are given to two close entries until their bands part or the budget is spent', async () => {
    // One seed never tells two entries apart, however unlike they are.
    const rules = { divisions: ['kubernetes'], scenarios: [{ id: 'steady-web', seeds: [1] }], extraSeeds: { runs: BUDGET, perScenario: 10 } };
    const { id } = await call<Contest>('POST', '/contests', { slug: 'close', title: 'Close', ...rules });
    const submissions: string[] = [];
    for (const [name, replicas] of [
      ['one', 5],
      ['two', 6],
    ] as const) {
      const team = await call<{ id: string }>('POST', '/teams', { name });
      const token = await call<{ secret: string }>('POST', '/tokens', { label: name, role: 'contestant', team: team.id });
      const form = new FormData();
      form.append('file', new Blob([`${deployment(replicas)}---\n${SERVICE}`]), 'entry.yaml');
      const accepted = await call<{ submission: { id: string } }>('POST', `/contests/${id}/submissions`, form, token.secret);
      submissions.push(accepted.submission.id);
    }
    const both = () => Promise.all(submissions.map((one) => call<Submission>('GET', `/submissions/${one}`)));
    const first = await until(both, (found) => found.every(({ score }) => score !== null));
    const board = () => call<{ standings: readonly Row[] }>('GET', `/contests/${id}/leaderboard`);
    const contest = () => call<Contest>('GET', `/contests/${id}`);

    // Nobody knows beforehand which of the two ends it; that one of them does is the promise.
    await until(
      async () => ({ ...(await contest()).extraSeeds, rows: (await board()).standings, runs: (await both()).flatMap((one) => one.runs) }),
      ({ left, rows, runs }) =>
        runs.every((run) => run.state === 'scored') &&
        (left < 2 || rows[0]?.bandTo === 1) &&
        rows[0]?.scenarios[0]?.extraRuns === runs.filter((run) => run.extra).length / 2,
    );
    const found = await both();
    const extra = found.map(({ runs }) => runs.filter((run) => run.extra).map((run) => run.seed));
    expect(extra[0]).toEqual(extra[1]);
    expect(extra[0]?.length).toBeGreaterThan(0);
    expect(found.map(({ score }) => score)).toEqual(first.map(({ score }) => score));
    const { extraSeeds } = await contest();
    expect(extraSeeds).toMatchObject({ runs: BUDGET, spent: 2 * (extra[0]?.length ?? 0), left: BUDGET - 2 * (extra[0]?.length ?? 0) });
    expect((await board()).standings[0]?.scenarios[0]?.runsTotal).toBe(1);
  });
});
