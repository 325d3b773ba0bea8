import { loadavg } from 'node:os';
import { type Entry, parseEntry } from '#core/entry';
import { drawRun, parseScenario } from '#core/scenario';
import { type LiveCluster, type LiveDriver, lightDriver, LiveFault, monotonicUs, openEngine, probeHost, replayLive, Sandbox, swarmDriver } from '#io/live';
import { silentListener } from '#io/live/testing';

/**
 * How long sandbox clusters take from nothing to serving, and away again, beside the start of one bare container of the same image.
 * Wanted on two quiet cores: light with 10 nodes and 50 pods within 4 s, a Swarm of 4 nodes with 6 replicas within 10 s, tear-down
 * within 2 s. What the driver takes shows under a control plane that asks for all pods at once (a stack file); one that paces
 * itself, as kube-controller-manager does with its 20 calls a second, makes any driver wait, and the line says how long.
 */
const REPEATS = 3;

const engine = openEngine();

function scenarioOf(nodes: number, warm: boolean, horizon = '1m') {
  const outcome = parseScenario(
    `apiVersion: regatta/v1
kind: Scenario
meta: { id: bench, title: Bench, summary: Machines and one application. }
clock: { horizon: ${horizon}, warmup: 1s, window: 1s }
cluster:
  zones: [a]
  pools: [{ name: general, count: ${nodes}, shape: { cpu: 1, memory: 1Gi, pods: 20 }, price: 0.05/h }]
  images: { registry: 10Gbit/s, unpack: 2GB/s, warm: ${warm} }
applications: [{ name: web, image: { size: 1Mi }, startup: 0s, cpuPerRequest: 1ms, memory: { idle: 8Mi }, slo: { latency: 1s, target: 0.5 } }]
load: { web: { rate: 1/s } }
scoring: { weights: { latency: 1, utilization: 0, recovery: 0 } }
seeds: { public: [1] }
`,
    'bench.yaml',
  );
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

const kubernetes = (replicas: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: regatta/web, resources: { requests: { cpu: 10m, memory: 8Mi } } }] }
`;
const stack = (replicas: number): string => `services: { web: { image: regatta/web, deploy: { replicas: ${replicas}, endpoint_mode: dnsrr } } }\n`;

function entryOf(text: string): Entry {
  const entry = parseEntry([{ path: 'entry.yml', text }]);
  if (!entry.ok) throw new Error(JSON.stringify(entry.problems));
  return entry.value;
}

/** Of a whole measured run: what it takes beyond the scenario's own duration, µs. */
async function overhead(driver: LiveDriver, nodes: number, text: string): Promise<number> {
  const record = await replayLive({
    engine,
    scenario: scenarioOf(nodes, driver.name === 'light', '10s'),
    entry: entryOf(text),
    seed: 1,
    driver: driver.name,
    replications: 1,
    baseline: null,
    repeats: 0,
    voidLateUs: Number.MAX_SAFE_INTEGER,
    signal: new AbortController().signal,
  });
  return record.metrics?.live?.replications[0]?.overheadUs ?? Number.NaN;
}

async function once(driver: LiveDriver, nodes: number, pods: number, text: string) {
  const facts = await probeHost(engine);
  const run = drawRun(scenarioOf(nodes, driver.name === 'light'), 1);
  const listener = silentListener();
  const startedUs = monotonicUs();
  const cluster = await driver.up({ engine, facts, run, entry: entryOf(text), listener });
  const upUs = monotonicUs();
  if (driver.name !== 'light') await cluster.store('web', 'any', 1 << 20);
  const served = serving(cluster, pods);
  await cluster.begin(monotonicUs());
  await served;
  const servingUs = monotonicUs();
  await cluster.down();
  return { up: upUs - startedUs, asked: askedUs(listener.lines), serving: servingUs - startedUs, down: monotonicUs() - servingUs };
}

/** When the control plane asked for the last of the pods, µs since time 0; 0 where that is nobody's to see. */
function askedUs(log: readonly string[]): number {
  const starts = log.map((line) => JSON.parse(line) as [number, string]).filter(([, kind]) => kind === 'start-pod');
  return Math.max(0, ...starts.map(([atUs]) => atUs));
}

/** Every replica has given the load generator a good answer. */
function serving(cluster: LiveCluster, pods: number): Promise<void> {
  const seen = new Set<string>();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new LiveFault('cluster-failed', `${seen.size} of ${pods} replicas serve after two minutes`)), 120_000);
    cluster.load.onReport((report) => {
      if (!('up' in report)) return;
      seen.add(report.up);
      if (seen.size < pods) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

const median = (values: readonly number[]): number => values.slice().sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
const seconds = (us: number): string => (us / 1e6).toFixed(2);

async function bare(): Promise<number> {
  const sandbox = await Sandbox.open(engine);
  const times: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const startedUs = monotonicUs();
    const container = await sandbox.create({ role: `bare-${i}`, host: 20 + i, command: ['node', '-e', '0'] });
    await container.start();
    await container.wait();
    times.push(monotonicUs() - startedUs);
  }
  await sandbox.down();
  return median(times);
}

async function main(): Promise<void> {
  const one = await bare();
  console.log(`one bare container of the runtime image, start to end: ${seconds(one)} s`);
  for (const [name, driver, nodes, pods, text, wanted] of [
    ['light, 10 nodes, 50 pods by a stack file', lightDriver, 10, 50, stack(50), 4],
    ['light, 10 nodes, 50 pods by a Deployment', lightDriver, 10, 50, kubernetes(50), 4],
    ['Swarm, 1 manager and 3 workers, 6 replicas', swarmDriver, 3, 6, stack(6), 10],
  ] as const) {
    const runs: Awaited<ReturnType<typeof once>>[] = [];
    for (let i = 0; i < REPEATS; i++) runs.push(await once(driver, nodes, pods, text));
    const of = (key: 'up' | 'asked' | 'serving' | 'down') => median(runs.map((run) => run[key]));
    console.log(
      `${name}: nodes up ${seconds(of('up'))} s${driver.name === 'light' ? `, the last pod asked for ${seconds(of('asked'))} s later` : ''}, all serving ${seconds(of('serving'))} s (wanted ${wanted}; ${(of('serving') / one).toFixed(1)} × the bare container), taken down ${seconds(of('down'))} s (wanted 2); serving each time: ${runs.map((run) => seconds(run.serving)).join(', ')}`,
    );
    console.log(`  a live run's overhead: ${seconds(await overhead(driver, nodes, text))} s (wanted 20); load of the host ${loadavg()[0]?.toFixed(1)}`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
