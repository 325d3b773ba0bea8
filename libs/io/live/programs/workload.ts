import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { sendPlan } from './client.js';
import { Endpoints } from './endpoints.js';
import { ITEMS_VARIABLE, PLACE_VARIABLE, type Plan, type PodStats, type Routes, WORK_PORT, type WorkloadConfig } from './plan.js';
import { cpuUs, Processor } from './processor.js';

/**
 * One process of an application of the scenario: a real HTTP server that burns the CPU time and holds the memory that each
 * request brings with it, waits, and calls the applications that the request names. It is configured by the environment
 * (containers) or its argument (processes of a node agent, which also tell it routes and read its counters).
 */
const BASE_BYTES = 44 << 20;
const STATS_EVERY_MS = 250;

const config = JSON.parse(process.argv[2] ?? process.env['REGATTA_WORKLOAD'] ?? '{}') as WorkloadConfig;
const processor = new Processor(config.cpuLimitMilli);
const endpoints = new Endpoints(config.clients);
const waiting: (() => void)[] = [];
let inService = 0;
let finished = 0;
// What the interpreter takes counts as part of what the application takes when idle.
const held = Buffer.alloc(Math.max(0, config.idleBytes - BASE_BYTES), 1);

async function serve(plan: Plan): Promise<number> {
  if (inService >= config.concurrency) {
    if (waiting.length >= config.backlog) return 503;
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  inService++;
  const memory = config.perRequestBytes > 0 ? Buffer.alloc(config.perRequestBytes, 1) : null;
  try {
    await processor.spend((plan.cpuUs * config.cpuMilli) / 1000);
    if (plan.waitUs > 0) await new Promise((resolve) => setTimeout(resolve, plan.waitUs / 1000));
    const isWhole = await callOthers(plan);
    const isUnlucky = config.errorMilli > 0 && Math.random() * 1000 < config.errorMilli;
    return isWhole && !isUnlucky && memory?.[0] !== 0 ? 200 : 500;
  } finally {
    inService--;
    finished++;
    waiting.shift()?.();
  }
}

/** Together first, then one after the other, to the end of each even when one fails. */
async function callOthers(plan: Plan): Promise<boolean> {
  const together = await Promise.all(plan.together.map((call) => sendPlan(endpoints, config.clients, call)));
  if (together.some(({ outcome }) => outcome !== 'served')) return false;
  for (const call of plan.inTurn) if ((await sendPlan(endpoints, config.clients, call)).outcome !== 'served') return false;
  return true;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/healthz') {
    response.writeHead(waiting.length < config.backlog || config.backlog === 0 ? 200 : 503).end();
    return;
  }
  if (request.url === '/stats') {
    const body = JSON.stringify(stats());
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
    return;
  }
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    serve(JSON.parse(body) as Plan).then(
      (status) => response.writeHead(status, { 'content-length': 0 }).end(),
      () => response.writeHead(500).end(),
    );
  });
}

function stats(): PodStats {
  const memoryBytes = Math.max(held.length, config.idleBytes) + inService * config.perRequestBytes;
  return { cpuUs: cpuUs(), memoryBytes, finished, inService, backlog: waiting.length };
}

async function work(itemCpuUs: number): Promise<void> {
  await processor.spend((itemCpuUs * config.cpuMilli) / 1000);
  process.exit(0);
}

/**
 * CPU time of the item that this process is, µs; null: it serves. A node agent says it; a real orchestrator starts all containers of a job
 * alike, with the list of what they cost and a place in it.
 */
function itemCpuUs(): number | null {
  const list = process.env[ITEMS_VARIABLE];
  if (list === undefined) return config.itemCpuUs;
  const place = process.env[PLACE_VARIABLE] ?? '';
  // Swarm gives the name of the node in place of a zero.
  return (JSON.parse(list) as readonly number[])[/^\d{1,9}$/.test(place) ? Number(place) : 0] ?? 1;
}

function start(): Server | undefined {
  if (config.doomed) process.exit(1);
  const item = itemCpuUs();
  if (item !== null) {
    void work(item);
    return undefined;
  }
  if (config.idleCpuMilli > 0) setInterval(() => void processor.spend(config.idleCpuMilli * 200), 200);
  return createServer({ keepAliveTimeout: 60_000 }, answer).listen(config.port || WORK_PORT, () => process.send?.({ listening: true }));
}

process.on('message', (message: { routes?: Routes }) => {
  if (message.routes !== undefined) endpoints.set(message.routes);
});
// The node agent is gone: so is the machine.
process.on('disconnect', () => process.exit(137));
void endpoints.resolve();
let server: Server | undefined;
setTimeout(() => (server = start()), config.startupUs / 1000);
if (process.send !== undefined) setInterval(() => process.send?.({ stats: stats() }), STATS_EVERY_MS);

process.on('SIGTERM', () => {
  if (server === undefined) process.exit(143);
  // Refuses what is new, finishes what it has begun.
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  if (inService === 0 && waiting.length === 0) process.exit(0);
});
