import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiled, compiler } from '../images/native-workload.js';
import { PROGRAMS, programFiles } from '../images/program-files.js';
import { statsOf } from './client.js';
import type { ClientRule, Plan, PodStats, WorkloadConfig } from './plan.js';

const CLIENT: ClientRule = { timeoutUs: 2_000_000, retries: 0, backoffUs: 0, balancer: 'round-robin', dnsName: null };
const CONFIG = { app: 'web', pod: '1', startupUs: 0, concurrency: 64, backlog: 128, idleBytes: 0, perRequestBytes: 0, idleCpuMilli: 0, cpuLimitMilli: null };
const REST = { cpuMilli: 1000, errorMilli: 0, doomed: false, itemCpuUs: null, clients: { api: CLIENT } };
const plan = (more: Partial<Plan> = {}): Plan => ({ app: 'web', cpuUs: 500, waitUs: 0, together: [], inTurn: [], ...more });

describe.each(compiler() === null ? (['node'] as const) : (['node', 'native'] as const))('the workload as a program for %s', (kind) => {
  let folder: string;
  let child: ChildProcess | undefined;
  let stats: PodStats | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rgt-workload-'));
    mkdirSync(join(folder, PROGRAMS), { recursive: true });
    for (const file of await programFiles()) if ('content' in file) writeFileSync(join(folder, file.path), file.content);
    if (kind === 'native') writeFileSync(join(folder, 'workload'), await compiled(compiler() as string), { mode: 0o755 });
  });
  afterEach(() => child?.kill('SIGKILL'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function launch(more: Partial<WorkloadConfig> & { port: number }, environment: NodeJS.ProcessEnv = {}): ChildProcess {
    const command = kind === 'native' ? [join(folder, 'workload')] : [process.execPath, join(folder, PROGRAMS, 'workload.js')];
    stats = undefined;
    const argument = JSON.stringify({ ...CONFIG, ...REST, ...more });
    const started = spawn(command[0] as string, [...command.slice(1), argument], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, ...environment },
    });
    started.on('message', (message: { stats?: PodStats }) => (stats = message.stats ?? stats));
    return (child = started);
  }

  async function serving(more: Partial<WorkloadConfig> = {}): Promise<{ readonly child: ChildProcess; readonly port: number }> {
    const port = await freePort();
    const started = launch({ port, ...more });
    await new Promise((resolve) => started.on('message', (message: { listening?: boolean }) => message.listening === true && resolve(null)));
    return { child: started, port };
  }

  it('as a leash lives as long as somebody holds its input', async () => {
    const command = kind === 'native' ? [join(folder, 'workload'), '--leash'] : [process.execPath, join(folder, PROGRAMS, 'leash.js')];
    const leash = (child = spawn(command[0] as string, command.slice(1), { stdio: ['pipe', 'ignore', 'inherit'] }));
    const ended = new Promise((resolve) => leash.once('exit', resolve));
    leash.stdin?.write('not a line');
    await new Promise((resolve) => leash.stdin?.write('\n', resolve));
    expect(leash.exitCode).toBeNull();
    leash.stdin?.end();
    expect(await ended).toBe(0);
  });

  it('serves a request after the CPU time that it costs, and counts it', async () => {
    const { port } = await serving();
    expect(await work(port, plan({ cpuUs: 30_000 }))).toBe(200);
    await heard(() => stats?.finished === 1);
    expect(stats?.cpuUs).toBeGreaterThanOrEqual(30_000);
    expect(stats).toMatchObject({ inService: 0, backlog: 0 });
  });

  it('says of itself over the network what it says to its agent', async () => {
    const { port } = await serving();
    await work(port, plan({ cpuUs: 5000 }));
    const said = await statsOf({ key: 'a', host: '127.0.0.1', port }, 2000);
    expect(said).toMatchObject({ finished: 1, inService: 0, backlog: 0 });
    expect(said?.cpuUs).toBeGreaterThanOrEqual(5000);
  });

  it('says that it holds the memory that it is said to take', async () => {
    const { port } = await serving({ idleBytes: 60 << 20, perRequestBytes: 1 << 20 });
    const answer = work(port, plan({ waitUs: 900_000 }));
    await heard(() => stats?.inService === 1);
    expect(stats?.memoryBytes).toBe(61 << 20);
    expect(await answer).toBe(200);
  });

  it('turns away what is more than it serves and lets wait, and is unwell meanwhile', async () => {
    const { port } = await serving({ concurrency: 1, backlog: 1 });
    const first = work(port, plan({ waitUs: 600_000 }));
    const second = work(port, plan());
    await heard(() => stats?.inService === 1 && stats.backlog === 1);
    expect([await work(port, plan()), await health(port)]).toEqual([503, 503]);
    expect(await Promise.all([first, second])).toEqual([200, 200]);
    expect(await health(port)).toBe(200);
  });

  it('calls whom the request names, together and in turn, with what the request says of them', async () => {
    const heardPlans: Plan[] = [];
    const api = await peer((body) => heardPlans.push(JSON.parse(body) as Plan) && 200);
    const { port, child } = await serving();
    child.send({ routes: { api: [{ key: 'a', host: '127.0.0.1', port: api.port }] } });
    const [one, two, three] = [1, 2, 3].map((cpuUs) => plan({ app: 'api', cpuUs }));
    await until(async () => (await work(port, plan({ together: [one as Plan, two as Plan], inTurn: [three as Plan] }))) === 200);
    expect(heardPlans.map(({ cpuUs }) => cpuUs).sort()).toEqual([1, 2, 3]);
    expect(heardPlans[2]?.cpuUs).toBe(3);
    api.close();
  });

  it.each([
    ['fails', 500, 500, 1],
    ['refuses', 503, 500, 1],
  ])('fails when whom it calls %s, and calls nobody after that', async (_, theirs, ours, calls) => {
    let count = 0;
    const api = await peer(() => ++count && theirs);
    const { port, child } = await serving();
    child.send({ routes: { api: [{ key: 'a', host: '127.0.0.1', port: api.port }] } });
    await until(async () => (await work(port, plan({ inTurn: [plan({ app: 'api' }), plan({ app: 'api' })] }))) === ours && count >= 1);
    expect(count).toBe(calls);
    api.close();
  });

  it('fails when there is nobody to call, and when who is called does not answer in time', async () => {
    const { port, child } = await serving({ clients: { api: { ...CLIENT, timeoutUs: 100_000 } } });
    expect(await work(port, plan({ inTurn: [plan({ app: 'api' })] }))).toBe(500);
    const silent = createServer(() => undefined);
    const theirs = await listening(silent);
    child.send({ routes: { api: [{ key: 'a', host: '127.0.0.1', port: theirs }] } });
    expect(await work(port, plan({ inTurn: [plan({ app: 'api' })] }))).toBe(500);
    silent.close();
    silent.closeAllConnections();
  });

  it('tries again as often as its clients do, at the next replica', async () => {
    let bad = 0;
    const [first, second] = [await peer(() => ++bad && 500), await peer(() => 200)];
    const { port, child } = await serving({ clients: { api: { ...CLIENT, retries: 1 } } });
    const routes = { api: [first, second].map((one) => ({ key: String(one.port), host: '127.0.0.1', port: one.port })) };
    child.send({ routes });
    await until(async () => (await work(port, plan({ inTurn: [plan({ app: 'api' })] }))) === 200 && bad >= 1);
    for (let i = 0; i < 4; i++) expect(await work(port, plan({ inTurn: [plan({ app: 'api' })] }))).toBe(200);
    first.close();
    second.close();
  });

  it('finishes what it has begun when it is asked to end', async () => {
    const { port, child } = await serving();
    const answer = work(port, plan({ waitUs: 300_000 }));
    await heard(() => stats?.inService === 1);
    child.kill('SIGTERM');
    const code = new Promise((resolve) => child.once('exit', resolve));
    expect([await answer, await code]).toEqual([200, 0]);
  });

  it.each([
    ['is doomed', { doomed: true }, 1],
    ['has done its item', { itemCpuUs: 2000 }, 0],
  ])('ends when it %s', async (_, more, code) => {
    const started = launch({ port: await freePort(), ...more });
    expect(await new Promise((resolve) => started.once('exit', resolve))).toBe(code);
  });

  it.each([
    ['the one of its place', '2', '[1,1,400000]', 400],
    ['the first where a Swarm names the node instead', '1a2b3c4d5e6f7g8h9i0j', '[400000,1,1]', 400],
    ['the first without a place', undefined, '[400000,1,1]', 400],
    ['next to nothing beyond the end of the list', '7', '[1,1,1]', 0],
  ])('works off an item of a list: %s', async (_, place, items, tookMs) => {
    const began = process.hrtime.bigint();
    const environment = { REGATTA_ITEMS: items, ...(place === undefined ? {} : { JOB_COMPLETION_INDEX: place }) };
    const started = launch({ port: await freePort() }, environment);
    expect(await new Promise((resolve) => started.once('exit', resolve))).toBe(0);
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeGreaterThanOrEqual(tookMs);
  });

  it('ends with the agent that started it', async () => {
    const { child } = await serving();
    const code = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    expect(await code).toBe(137);
  });

  it('is held to its quota of CPU time', async () => {
    const { port } = await serving({ cpuLimitMilli: 200 });
    const began = process.hrtime.bigint();
    expect(await work(port, plan({ cpuUs: 60_000 }))).toBe(200);
    // 60 ms at 20 ms in every 100 ms: the third period at the earliest.
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeGreaterThan(110);
  });

  const heard = (holds: () => boolean) => until(async () => holds());
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function peer(answer: (body: string) => number): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((asked, response) => {
    let body = '';
    asked.on('data', (chunk: Buffer) => (body += chunk.toString()));
    asked.on('end', () => response.writeHead(answer(body), { 'content-length': 0 }).end());
  });
  const port = await listening(server);
  return {
    port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function work(port: number, what: Plan): Promise<number> {
  const body = JSON.stringify(what);
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body) };
    const call = request({ host: '127.0.0.1', port, path: '/work', method: 'POST', agent: false, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    call.on('error', reject);
    call.end(body);
  });
}

function health(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/healthz', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', reject);
  });
}
