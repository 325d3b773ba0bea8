import { isHealthy, sendPlan, statsOf } from './client.js';
import { Endpoints } from './endpoints.js';
import { monotonicUs, readLines, writeLine } from './lines.js';
import { type ClientRule, type Endpoint, OUTCOMES, type Plan, type PodStats, type Routes } from './plan.js';
import { startWorkload } from './start-workload.js';

/**
 * Open-loop load: every request leaves at its intended time, whatever became of those before it. How much later than intended
 * it left is part of every result; so is whatever goes wrong. It is also the eye that sees from outside when a replica answers
 * for the first time.
 */
export type Arrival = readonly [atUs: number, plan: Plan];

export type LoadOrder =
  | { readonly clients: Readonly<Record<string, ClientRule>> }
  | { readonly routes: Routes }
  | { readonly load: readonly Arrival[] }
  /** Time 0 on the host's monotonic clock, µs. */
  | { readonly start: number }
  | { readonly watch: Endpoint }
  | { readonly unwatch: string }
  /** Asks replicas what they used and did, as the metrics side of an autoscaler does. */
  | { readonly read: number; readonly endpoints: readonly Endpoint[] }
  | { readonly noise: number }
  | { readonly stop: true };

/** `[intended, index of the outcome, latency from intended, lateness of sending, application, who answered]`; times in µs. */
export type Result = readonly [number, number, number, number, string, string | null];

/** `[intended, how late it is by now, application]` of a request whose time came and that never left. */
export type Unsent = readonly [number, number, string];

export interface Reading extends PodStats {
  readonly key: string;
}

export type LoadReport =
  | { readonly ready: true }
  | { readonly results: readonly Result[] }
  | { readonly unsent: readonly Unsent[] }
  | { readonly up: string; readonly atUs: number }
  /** Of those that answered in time. */
  | { readonly readings: number; readonly of: readonly Reading[] }
  | { readonly noise: { readonly p50Us: number; readonly p95Us: number; readonly samples: number } };

let clients: Readonly<Record<string, ClientRule>> = {};
let endpoints = new Endpoints(clients);
let t0 = Number.POSITIVE_INFINITY;
let head = 0;
let queue: Arrival[] = [];
let results: Result[] = [];
let timer: NodeJS.Timeout | undefined;
const watched = new Map<string, NodeJS.Timeout>();
const say = (report: LoadReport): void => writeLine(process.stdout, report);

function arm(): void {
  clearTimeout(timer);
  const next = queue[head];
  if (next === undefined || t0 === Number.POSITIVE_INFINITY) return;
  timer = setTimeout(fire, Math.max(0, (t0 + next[0] - monotonicUs()) / 1000));
}

function fire(): void {
  const nowUs = monotonicUs() - t0;
  for (let next = queue[head]; next !== undefined && next[0] <= nowUs; next = queue[++head]) void launch(next);
  if (head > 4096) {
    queue = queue.slice(head);
    head = 0;
  }
  arm();
}

async function launch([atUs, plan]: Arrival): Promise<void> {
  const lateUs = Math.max(0, monotonicUs() - t0 - atUs);
  const { outcome, pod } = await sendPlan(endpoints, clients, plan);
  results.push([atUs, OUTCOMES.indexOf(outcome), monotonicUs() - t0 - atUs, lateUs, plan.app, pod]);
}

function flush(): void {
  if (results.length === 0) return;
  say({ results });
  results = [];
}

const UNSENT_A_LINE = 5_000;

/** What should have left and did not is the generator's failure, and says so. */
function tellUnsent(): void {
  const nowUs = monotonicUs() - t0;
  const unsent = queue.slice(head).flatMap(([atUs, { app }]): Unsent[] => (atUs <= nowUs ? [[atUs, nowUs - atUs, app]] : []));
  for (let at = 0; at < unsent.length; at += UNSENT_A_LINE) say({ unsent: unsent.slice(at, at + UNSENT_A_LINE) });
}

const WATCH_EVERY_MS = 50;

function watch({ key, host, port }: Endpoint): void {
  if (watched.has(key)) return;
  const look = async (): Promise<void> => {
    if (await isHealthy(host, port, 1000)) {
      if (watched.delete(key)) say({ up: key, atUs: monotonicUs() });
    } else if (watched.has(key))
      watched.set(
        key,
        setTimeout(() => void look(), WATCH_EVERY_MS),
      );
  };
  watched.set(
    key,
    setTimeout(() => void look(), 0),
  );
}

const READ_MS = 400;

async function read(id: number, endpoints: readonly Endpoint[]): Promise<void> {
  const answers = await Promise.all(endpoints.map(async (endpoint) => ({ key: endpoint.key, stats: await statsOf(endpoint, READ_MS) })));
  say({ readings: id, of: answers.flatMap(({ key, stats }) => (stats === null ? [] : { key, ...stats })) });
}

/** How long one millisecond of work takes here right now, asked over loopback: what no entry can be blamed for. */
async function noise(samples: number): Promise<void> {
  const port = 9;
  const config = { app: 'noise', pod: 'noise', port: 6000 + port, startupUs: 0, concurrency: 64, backlog: 64, idleBytes: 0, perRequestBytes: 0 };
  const rest = { idleCpuMilli: 0, cpuLimitMilli: null, cpuMilli: 1000, errorMilli: 0, doomed: false, itemCpuUs: null, clients: {} };
  const child = startWorkload({ ...config, ...rest });
  await new Promise((resolve) => child.on('message', (message: { listening?: boolean }) => message.listening === true && resolve(null)));
  const rule: ClientRule = { timeoutUs: 2_000_000, retries: 0, backoffUs: 0, balancer: 'round-robin', dnsName: null };
  const own = new Endpoints({ noise: rule });
  own.set({ noise: [{ key: 'noise', host: '127.0.0.1', port: config.port }] });
  const took: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const startUs = monotonicUs();
    await sendPlan(own, { noise: rule }, { app: 'noise', cpuUs: 1000, waitUs: 0, together: [], inTurn: [] });
    took.push(monotonicUs() - startUs);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill('SIGKILL');
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
  say({ noise: { p50Us: at(0.5), p95Us: at(0.95), samples: took.length } });
}

readLines(process.stdin, (order: LoadOrder) => {
  if ('clients' in order) {
    clients = order.clients;
    endpoints = new Endpoints(clients);
    void endpoints.resolve();
  } else if ('routes' in order) endpoints.set(order.routes);
  else if ('load' in order) {
    for (const arrival of order.load) queue.push(arrival);
    arm();
  } else if ('start' in order) {
    t0 = order.start;
    arm();
  } else if ('watch' in order) watch(order.watch);
  else if ('unwatch' in order) {
    clearTimeout(watched.get(order.unwatch));
    watched.delete(order.unwatch);
  } else if ('read' in order) void read(order.read, order.endpoints);
  else if ('noise' in order) void noise(order.noise);
  else if ('stop' in order) {
    tellUnsent();
    queue = [];
    head = 0;
    flush();
  }
});
process.stdin.on('end', () => process.exit(0));
setInterval(flush, 200);
say({ ready: true });
