import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Platform, startPlatform } from '../../launcher/platform.js';

const ROOT = resolve(__dirname, '..', '..', '..', '..');

/** Half a minute of one service on three machines: a few milliseconds of replay. */
const tiny = (horizon: string, rate: string): string => `apiVersion: regatta/v1
kind: Scenario
meta: { id: bench, title: Bench, summary: One service on three machines., family: bench, licence: Apache-2.0 }
clock: { horizon: ${horizon}, warmup: 10s, window: 5s }
cluster:
  zones: [a]
  pools:
    - { name: general, count: 3, shape: { cpu: 4, memory: 16Gi, pods: 40, nic: 2Gbit/s }, price: 0.19/h }
  images: { registry: 2Gbit/s, cache: 40Gi, unpack: 200MB/s }
applications:
  - name: web
    image: { size: 20Mi }
    startup: 1s
    cpuPerRequest: 10ms
    idleCpu: 10m
    memory: { idle: 96Mi, perRequest: 512Ki }
    concurrency: 32
    backlog: 64
    timeout: 1s
    slo: { latency: 150ms, target: 0.99 }
load:
  web: { rate: ${rate} }
scoring:
  weights: { latency: 0.5, utilization: 0.5, recovery: 0 }
  references:
    baseline: { latency: 1, utilization: 1000, recovery: 1 }
    bestKnown: { latency: 0.1, utilization: 10, recovery: 0.1 }
seeds: { public: [1] }
`;

export const ENTRY = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: regatta/web, resources: { requests: { cpu: 500m, memory: 512Mi } } }]
`;

export interface BenchPlatform {
  readonly platform: Platform;
  readonly scenarioText: string;
  readonly folder: string;
  call<T>(method: string, path: string, body?: unknown, token?: string): Promise<T>;
  submit(contest: string, token: string): Promise<{ readonly submission: { readonly id: string } }>;
  stop(): Promise<void>;
}

/** A platform with one tiny scenario and the contest `bench` over it, in a folder of its own. */
export async function startBenchPlatform(options: { readonly judges: number; readonly horizon?: string; readonly rate?: string }): Promise<BenchPlatform> {
  const folder = mkdtempSync(join(tmpdir(), 'rgt-bench-'));
  const scenarioText = tiny(options.horizon ?? '40s', options.rate ?? '20/s');
  mkdirSync(join(folder, 'scenarios', 'bench'), { recursive: true });
  writeFileSync(join(folder, 'scenarios', 'bench', 'scenario.yaml'), scenarioText);
  const platform = await startPlatform({
    root: ROOT,
    dataFolder: join(folder, 'data'),
    port: 0,
    judges: options.judges,
    demo: false,
    environment: { REGATTA_SCENARIOS_DIR: join(folder, 'scenarios'), LOG_LEVEL: 'info' },
    say: console.error,
    onGiveUp: (name, tail) => {
      throw new Error(`${name}: ${tail}`);
    },
  });
  const call = async <T>(method: string, path: string, body?: unknown, token = platform.tokens.admin): Promise<T> => {
    const multipart = body instanceof FormData;
    const answer = await fetch(`${platform.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined || multipart ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: multipart ? body : JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as T;
  };
  await call('POST', '/contests', {
    slug: 'bench',
    title: 'Bench',
    divisions: ['kubernetes'],
    scenarios: [{ id: 'bench', seeds: [1] }],
    submissionsPerDay: 10_000,
  });
  return {
    platform,
    scenarioText,
    folder,
    call,
    submit(contest, token) {
      const form = new FormData();
      form.append('file', new Blob([ENTRY]), 'web.yaml');
      return call('POST', `/contests/${contest}/submissions`, form, token);
    },
    async stop() {
      await platform.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
