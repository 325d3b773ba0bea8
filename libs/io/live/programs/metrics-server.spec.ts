import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, get, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { PROGRAMS, programFiles } from '../images/program-files.js';
import type { MetricsConfig } from './metrics-server.js';

const PODS = ['web-1', 'web-2', 'young'].map((name) => ({ metadata: { name, namespace: 'shop', labels: { app: 'web' } } }));

describe('the metrics server of a sandbox', () => {
  const servers: Server[] = [];
  const asked: IncomingMessage[] = [];
  let folder: string;
  let child: ChildProcess;
  let port: number;
  let kubeletsAnswer = true;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-metrics-'));
    mkdirSync(join(folder, PROGRAMS), { recursive: true });
    for (const file of await programFiles()) if ('content' in file) writeFileSync(join(folder, file.path), file.content);
    const names = { name: 'subjectAltName' as const, altNames: [{ type: 7 as const, ip: '127.0.0.1' }] };
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec', extensions: [names] });
    writeFileSync(join(folder, 'token'), 'secret');
    writeFileSync(join(folder, 'ca.crt'), cert);
    const listen = async (answer: (request: IncomingMessage) => string | null): Promise<number> => {
      const server = createServer({ key, cert }, (request, response) => {
        asked.push(request);
        const body = answer(request);
        if (body === null) response.destroy();
        else response.end(body);
      });
      servers.push(server);
      await once(server.listen(0, '127.0.0.1'), 'listening');
      return (server.address() as AddressInfo).port;
    };
    const kubelet = (pod: string) => {
      let scrapes = 0;
      return listen(() => (kubeletsAnswer ? seriesOf(pod, ++scrapes) : null));
    };
    const kubelets = [await kubelet('web-1'), await kubelet('web-2')].map((own) => `127.0.0.1:${own}`);
    const api = await listen(({ url = '' }) => {
      const name = /metadata\.name%3D(.*)$/.exec(url)?.[1];
      return JSON.stringify({ items: PODS.filter(({ metadata }) => name === undefined || metadata.name === name) });
    });
    port = await freePort();
    const config: MetricsConfig = { port, periodMs: 500, kubelets, account: folder, key, certificate: cert };
    const env = { METRICS_CONFIG: JSON.stringify(config), KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(api) };
    child = spawn(process.execPath, [join(folder, PROGRAMS, 'metrics-server.js')], { env, stdio: 'ignore' });
    await until(async () => (await ask('/apis/metrics.k8s.io/v1beta1')).status === 200);
  });
  afterAll(async () => {
    child.kill('SIGKILL');
    for (const server of servers) server.closeAllConnections();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    rmSync(folder, { recursive: true });
  });

  /** From one scrape to the next half a core for ten seconds, so that two in a row tell the same on the busiest machine. */
  const seriesOf = (pod: string, scrapes: number): string => {
    const labels = `container="main",namespace="shop",pod="${pod}"`;
    const [cpuSeconds, atMs] = [10 + 5 * scrapes, 1_700_000_000_000 + 10_000 * scrapes];
    return `container_cpu_usage_seconds_total{${labels}} ${cpuSeconds} ${atMs}
container_memory_working_set_bytes{${labels}} 1.048576e+06 ${atMs}
container_start_time_seconds{${labels}} 1.6e+09`;
  };
  const ask = (path: string): Promise<{ readonly status: number; readonly body: { items?: { metadata: { name: string } }[]; [key: string]: unknown } }> =>
    new Promise((resolve) => {
      get({ host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
      }).on('error', () => resolve({ status: 0, body: {} }));
    });
  const pods = '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods';
  const twoKnown = async (path: string): ReturnType<typeof ask> => {
    let answer = await ask(path);
    await until(async () => (answer = await ask(path)).body.items?.length === 2);
    return answer;
  };

  it('says to the API server what it serves', async () => {
    const { body } = await ask('/apis/metrics.k8s.io/v1beta1');
    expect(body).toMatchObject({ kind: 'APIResourceList', resources: [{ name: 'pods', kind: 'PodMetrics', namespaced: true }] });
  });

  it('knows what the pods of a selector used between two scrapes, and leaves out those of which it knows nothing', async () => {
    const { body } = await twoKnown(`${pods}?labelSelector=app%3Dweb`);
    expect(body).toMatchObject({ kind: 'PodMetricsList', items: [{ metadata: { name: 'web-1', labels: { app: 'web' } } }, { metadata: { name: 'web-2' } }] });
    expect(body.items?.[0]).toMatchObject({
      window: '10s',
      containers: [{ name: 'main', usage: { cpu: '500000000n', memory: '1024Ki' } }],
    });
    expect(asked.some(({ url }) => url === '/api/v1/namespaces/shop/pods?labelSelector=app%3Dweb')).toBe(true);
    expect(asked.every(({ headers }) => headers.authorization === 'Bearer secret')).toBe(true);
  });

  it('tells of one pod by its name, and of none that it does not know', async () => {
    await twoKnown(pods);
    expect(await ask(`${pods}/web-2`)).toMatchObject({ status: 200, body: { kind: 'PodMetrics', metadata: { name: 'web-2' } } });
    for (const path of [`${pods}/young`, `${pods}/nobody`, '/apis/metrics.k8s.io/v1beta1/nodes', '/apis'])
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
  });

  it('forgets pods whose kubelets do not answer, and knows them again once they do', async () => {
    kubeletsAnswer = false;
    await until(async () => (await ask(pods)).body.items?.length === 0);
    kubeletsAnswer = true;
    await twoKnown(pods);
  });
});

async function freePort(): Promise<number> {
  const { createServer: listenAnywhere } = await import('node:net');
  const server = listenAnywhere().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await holds()); ) {
    if (Date.now() > end) throw new Error('it did not come true');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
