import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { readConfig } from '#io/config';
import type { Store } from '#io/store';
import { createLogger } from '#io/telemetry';
import type { Role } from '../../../../apps/api/auth/roles.js';
import { STORE } from '../../../../apps/api/parts.js';
import { type RunningApi, startApi } from '../../../../apps/api/start/start-api.js';

export const ROOT = resolve(__dirname, '..', '..', '..', '..');
const DATABASE = process.env['REGATTA_TEST_DATABASE_URL'];

/** Skipped, visibly, where nobody started a PostgreSQL. */
export const describeApi = DATABASE === undefined ? describe.skip : describe;

/** One token each: two teams, an organizer, an admin, a viewer. */
export const CALLERS = { viewer: 'viewer', red: 'contestant', blue: 'contestant', organizer: 'organizer', admin: 'admin' } as const satisfies Record<
  string,
  Role
>;
export type CallerName = keyof typeof CALLERS;

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, never> & Record<string, unknown>;
}

/** A whole API on a database of its own, listening on a free port. */
export class ApiUnderTest {
  private constructor(
    private api: RunningApi,
    private readonly begin: () => Promise<RunningApi>,
    private readonly database: string,
    readonly tokens: Readonly<Record<CallerName, string>>,
  ) {}

  static async start(environment: Readonly<Record<string, string>> = {}, limits?: { perAddress: number; perToken: number }): Promise<ApiUnderTest> {
    const name = `api_${randomBytes(6).toString('hex')}`;
    await onServer(`CREATE DATABASE ${name}`);
    const tokens = Object.fromEntries(Object.keys(CALLERS).map((caller) => [caller, `rgt_${caller}_${randomBytes(24).toString('base64url')}`])) as Record<
      CallerName,
      string
    >;
    const bootstrap = Object.entries(CALLERS).map(([caller, role]) => ({ token: tokens[caller as CallerName], role, team: caller }));
    const config = readConfig({
      DATABASE_URL: urlOf(name),
      PORT: '0',
      REGATTA_SCENARIOS_DIR: join(ROOT, 'scenarios', 'steady-web'),
      REGATTA_BOOTSTRAP_TOKENS: JSON.stringify(bootstrap),
      ...environment,
    });
    const begin = () => startApi(config, createLogger('api', process.env['LOG_LEVEL'] ?? 'silent'), limits ?? { perAddress: 100_000, perToken: 100_000 });
    return new ApiUnderTest(await begin(), begin, name, tokens);
  }

  get url(): string {
    return this.api.url;
  }
  get store(): Store {
    return this.api.app.get<Store>(STORE);
  }

  /** The process ends and another begins, on the same database. */
  async restart(): Promise<void> {
    await this.api.close();
    this.api = await this.begin();
  }

  async stop(): Promise<void> {
    await this.api.close();
    await onServer(`DROP DATABASE ${this.database} WITH (FORCE)`);
  }

  async call(method: string, path: string, caller: CallerName | null, init: RequestInit = {}): Promise<Answered> {
    const headers = new Headers(init.headers);
    if (caller !== null) headers.set('authorization', `Bearer ${this.tokens[caller]}`);
    const response = await fetch(`${this.url}${path}`, { ...init, method, headers });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (/json/.test(response.headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : {}) as Answered['body'],
    };
  }

  get(path: string, caller: CallerName | null = null, headers: Record<string, string> = {}): Promise<Answered> {
    return this.call('GET', `/api/v1${path}`, caller, { headers });
  }

  post(path: string, caller: CallerName | null, body: unknown): Promise<Answered> {
    return this.call('POST', `/api/v1${path}`, caller, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  }

  submit(contest: string, caller: CallerName | null, file: Blob | string, name = 'entry.yaml', headers: Record<string, string> = {}): Promise<Answered> {
    const form = new FormData();
    form.append('file', typeof file === 'string' ? new Blob([file]) : file, name);
    return this.call('POST', `/api/v1/contests/${contest}/submissions`, caller, { body: form, headers });
  }

  /** A contest over the small scenario; gives its id. */
  async openContest(slug: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const answer = await this.post('/contests', 'organizer', {
      slug,
      title: slug,
      divisions: ['kubernetes'],
      scenarios: [{ id: 'steady-web', seeds: [1, 2] }],
      submissionsPerDay: 1_000,
      ...more,
    });
    if (answer.status !== 201) throw new Error(answer.text);
    return String(answer.body['id']);
  }
}

export function deployment(replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: regatta/web
          resources: { requests: { cpu: 500m, memory: 256Mi } }
`;
}

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'rgt-api-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function urlOf(name: string): string {
  const url = new URL(DATABASE as string);
  url.pathname = `/${name}`;
  return url.toString();
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: DATABASE });
  await client.connect();
  await client.query(sql);
  await client.end();
}
