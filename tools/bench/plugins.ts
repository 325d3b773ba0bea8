import Docker from 'dockerode';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { parseEntry, type PluginEntry } from '#core/entry';
import { linkSession, SandboxHost } from '#io/sandbox';
import type { StepRun } from './plugins/step-run.js';

/**
 * What plugins cost. Steps per second through the sandbox beside an echo of the same bytes at the other end of the same pipe, and beside an
 * echo in a plain child process; placements per second through `schedule`; and how soon a sandbox answers beside `docker run`.
 */
const ROOT = join(__dirname, '../../..');
const NODES = 100;
const STEPS = 20_000;

const ECHO = `
const { readSync, writeSync } = require('node:fs');
// The answers of the run, one a line, in the order of the questions.
const answers = require('./answers.json');
let next = 0;
process.stdin.on('data', (chunk) => { for (let i = 0; i < chunk.length; i++) if (chunk[i] === 10) writeSync(1, answers[next++ % answers.length] + '\\n'); });
`;

const best = (values: readonly number[]): number => Math.max(...values);
const round = (value: number): string => Math.round(value).toLocaleString('en');

function entryOf(files: Readonly<Record<string, string>>): PluginEntry {
  const outcome = parseEntry([
    { path: 'regatta.yaml', text: 'runtime: node\ncommand: [node, main.js]\n' },
    ...Object.entries(files).map(([path, text]) => ({ path, text })),
  ]);
  if (!outcome.ok || outcome.value.division !== 'scheduler') throw new Error('no plugin');
  return outcome.value;
}

/** The questions of a cluster of 100 machines on which a pod comes and a pod goes at every step, and a plugin's answers to them. */
async function conversation(): Promise<{ readonly asked: readonly string[]; readonly answered: readonly string[] }> {
  // The SDK is an ES module; nothing here compiles it.
  const sdk = (await import(join(ROOT, 'sdk/javascript/index.js'))) as { Session: new (plugin: object) => { answer(line: string): string } };
  const session = new sdk.Session({ score: (pod: { cpuMilli: number }, node: { cpuFree: number }) => pod.cpuMilli - node.cpuFree });
  const asked: string[] = [];
  const answered: string[] = [];
  const ask = (message: object): string => {
    const line = JSON.stringify(message);
    asked.push(line);
    answered.push(session.answer(line));
    return answered.at(-1) as string;
  };
  ask({ type: 'start', protocol: 1, limits: {}, nodes: Array.from({ length: NODES }, (_, i) => benchNode(i)), pools: [], apps: [] });
  const running: string[] = [];
  let events: object[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const { decisions } = JSON.parse(ask({ type: 'step', step, nowUs: step * 1000, events, pending: [benchPod(step)], waiting: 1 })) as {
      decisions: { pod: string; node: string }[];
    };
    running.push(...decisions.map(({ pod }) => pod));
    events = decisions.flatMap(({ pod, node }) => [
      { kind: 'pod', pod, state: 'bound', node },
      { kind: 'pod', pod, state: 'ready', node: null },
    ]);
    if (running.length > 300) events.push({ kind: 'pod', pod: running.shift(), state: 'gone', node: null });
  }
  return { asked, answered };
}

const GIBIBYTE = 1024 ** 3;
const benchNode = (i: number) => ({
  name: `node-${i}`,
  zone: `zone-${i % 3}`,
  pool: 'pool-1',
  spot: false,
  cpuMilli: 16_000,
  memoryBytes: 64 * GIBIBYTE,
  extended: {},
  podsMax: 110,
  labels: { name: `node-${i}`, zone: `zone-${i % 3}` },
  taints: [],
  schedulable: true,
  ready: true,
});
const benchPod = (i: number) => ({
  name: `pod-${i}`,
  workload: `workload-${i % 20}`,
  app: `app-${i % 20}`,
  batch: false,
  cpuMilli: 250 + 50 * (i % 31),
  memoryBytes: GIBIBYTE,
  extended: {},
  priority: 0,
  nodes: [],
  tolerations: [],
});

/** Steps per second of a conversation, from a thread of its own as in a judge. */
async function rateOf(to: Omit<StepRun, 'asked'>, asked: readonly string[]): Promise<number> {
  const workerData: StepRun = { ...to, asked };
  const thread = new Worker(join(__dirname, 'plugins/step-thread.js'), { workerData, transferList: to.link === undefined ? [] : [to.link.port] });
  const [rate] = (await once(thread, 'message')) as [number];
  return rate;
}

async function sandboxed(host: SandboxHost, entry: PluginEntry, asked: readonly string[]): Promise<number> {
  const session = await host.begin(entry);
  try {
    return await rateOf({ link: linkSession(session) }, asked);
  } finally {
    await session.close();
  }
}

const ROUNDS = 5;

async function steps(host: SandboxHost): Promise<void> {
  const { asked, answered } = await conversation();
  const bytes = asked.reduce((sum, line) => sum + line.length, 0) / asked.length;
  const echo = entryOf({ 'main.js': ECHO, 'answers.json': JSON.stringify(answered) });
  const plugin = entryOf({
    'main.js': "import { run } from 'regatta'; run({ score: (pod, node) => pod.cpuMilli - node.cpuFree });",
    'package.json': '{"type":"module"}',
  });
  const rates = { echo: [] as number[], plugin: [] as number[], child: [] as number[], blocking: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.child.push(await childEcho(answered, asked));
    rates.blocking.push(await blockingEcho(answered, asked));
    rates.echo.push(await sandboxed(host, echo, asked));
    rates.plugin.push(await sandboxed(host, plugin, asked));
  }
  const [child, blocking] = [best(rates.child), best(rates.blocking)];
  const beside = (rate: number) =>
    `${round(rate)}/s, ${(rate / child).toFixed(2)} of that child, ${(rate / blocking).toFixed(2)} of the one that is waited for in the kernel`;
  console.log(`steps of ${round(bytes)} bytes, ${asked.length} of them, best of ${ROUNDS}:`);
  console.log(`  echo, a child of Node.js    ${round(child)}/s`);
  console.log(`  echo, waited for in kernel  ${round(blocking)}/s`);
  console.log(`  echo in a sandbox           ${beside(best(rates.echo))}`);
  console.log(`  best fit with the SDK       ${beside(best(rates.plugin))}`);
}

/** A plain process, with `stdio` of pipes, answering through the event loop: what anybody would write first. */
async function childEcho(answered: readonly string[], asked: readonly string[]): Promise<number> {
  return withEcho(answered, async (folder) => {
    const child = spawn(process.execPath, ['main.js'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    let resolve: (line: string) => void = () => undefined;
    lines.on('line', (line) => resolve(line));
    const exchange = (line: string): Promise<string> =>
      new Promise((done) => {
        resolve = done;
        child.stdin.write(`${line}\n`);
      });
    const warm = asked.length >> 2;
    for (const line of asked.slice(0, warm)) await exchange(line);
    const started = performance.now();
    for (const line of asked.slice(warm)) await exchange(line);
    const rate = ((asked.length - warm) * 1000) / (performance.now() - started);
    child.kill();
    return rate;
  });
}

/** The same process on two named pipes, and a thread that does nothing but write and read them. */
async function blockingEcho(answered: readonly string[], asked: readonly string[]): Promise<number> {
  return withEcho(answered, async (folder) => {
    execFileSync('mkfifo', ['questions', 'answers'], { cwd: folder });
    const child = spawn('/bin/sh', ['-c', 'exec "$0" main.js <questions >answers', process.execPath], { cwd: folder, stdio: 'inherit' });
    const rate = await rateOf({ folder }, asked);
    child.kill();
    return rate;
  });
}

async function withEcho(answered: readonly string[], use: (folder: string) => Promise<number>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'regatta-bench-'));
  writeFileSync(join(folder, 'answers.json'), JSON.stringify(answered));
  writeFileSync(join(folder, 'main.js'), ECHO);
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function placements(): Promise<void> {
  const program = join(ROOT, 'tools/bench/plugin-placements.mjs');
  process.stdout.write(execFileSync(process.execPath, [program, ROOT], { encoding: 'utf8' }));
}

async function opening(host: SandboxHost, engine: Docker): Promise<void> {
  const { id } = await host.image('node');
  const entry = entryOf({ 'main.js': "process.stdin.on('data', () => process.stdout.write('ready\\n'));" });
  const times = { warm: [] as number[], cold: [] as number[], bare: [] as number[] };
  for (let round = 0; round < 7; round++) {
    times.bare.push(await elapsed(() => bareRun(engine, id)));
    times.cold.push(await elapsed(() => firstAnswer(host, entry)));
    host.warm('node');
    await new Promise((done) => setTimeout(done, 1500));
    times.warm.push(await elapsed(() => firstAnswer(host, entry)));
  }
  const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
  const bare = median(times.bare);
  console.log('from nothing to the first answer of a Node.js program, median:');
  console.log(`  bare docker run             ${round(bare)} ms`);
  console.log(`  sandbox, none warm          ${round(median(times.cold))} ms, ${(median(times.cold) / bare).toFixed(2)} of it`);
  console.log(`  sandbox, warm               ${round(median(times.warm))} ms, ${(median(times.warm) / bare).toFixed(2)} of it`);
}

async function elapsed(act: () => Promise<() => Promise<unknown>>): Promise<number> {
  const started = performance.now();
  const clean = await act();
  const ms = performance.now() - started;
  await clean();
  return ms;
}

async function firstAnswer(host: SandboxHost, entry: PluginEntry): Promise<() => Promise<void>> {
  const session = await host.begin(entry);
  await rateOf({ link: linkSession(session) }, ['{}']);
  return () => session.close();
}

/** `docker run IMAGE node -e …` until its first byte. */
async function bareRun(engine: Docker, image: string): Promise<() => Promise<unknown>> {
  const container = await engine.createContainer({
    Image: image,
    Entrypoint: ['node'],
    Cmd: ['-e', "console.log('ready')"],
    Labels: { 'regatta.bench': 'plugins' },
    AttachStdout: true,
  });
  const stream = await container.attach({ stream: true, stdout: true });
  const first = new Promise((done) => stream.once('data', done));
  await container.start();
  await first;
  return () => container.remove({ force: true });
}

async function main(): Promise<void> {
  await placements();
  const { host } = await SandboxHost.examine({ owner: `bench-${process.pid}` });
  if (host === null) {
    console.log('no container engine that plugins could run on: the sandbox is not measured');
    return;
  }
  await steps(host);
  await opening(host, new Docker());
  await host.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
