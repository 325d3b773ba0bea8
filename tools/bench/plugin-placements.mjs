// Placements per second of single-thread CPU through `schedule` on 1,200 nodes: the messages are written and read as in a run.
// usage: plugin-placements.mjs ROOT
import { join } from 'node:path';

const root = process.argv[2];
const { Session } = await import(join(root, 'sdk/javascript/index.js'));
const NODES = 1200;
const PODS = 12_000;
const GIBIBYTE = 1024 ** 3;

const node = (i) => ({
  name: `node-${i}`,
  zone: `zone-${i % 3}`,
  pool: 'pool-1',
  spot: false,
  cpuMilli: [16_000, 32_000, 64_000][i % 3],
  memoryBytes: [64, 128, 256][i % 3] * GIBIBYTE,
  extended: {},
  podsMax: 110,
  labels: { name: `node-${i}`, zone: `zone-${i % 3}` },
  taints: [],
  schedulable: true,
  ready: true,
});
const pod = (i) => ({
  name: `pod-${i}`,
  workload: `workload-${i % 150}`,
  app: `app-${i % 150}`,
  batch: false,
  cpuMilli: 250 + 50 * (i % 31),
  memoryBytes: (1 + (i % 7)) * GIBIBYTE,
  extended: {},
  priority: 0,
  nodes: [],
  tolerations: [],
});

const bestFit = {
  schedule(cluster, pending) {
    for (const one of pending) {
      let best = null;
      let least = Infinity;
      for (const candidate of cluster.nodes.values()) {
        if (!cluster.fits(one, candidate)) continue;
        const left = (candidate.cpuFree - one.cpuMilli) / candidate.cpuMilli + (candidate.memoryFree - one.memoryBytes) / candidate.memoryBytes;
        if (left < least) [best, least] = [candidate, left];
      }
      if (best !== null) cluster.bind(one, best);
    }
  },
};

function run(batch) {
  const session = new Session(bestFit);
  session.answer(JSON.stringify({ type: 'start', protocol: 1, limits: {}, nodes: Array.from({ length: NODES }, (_, i) => node(i)), pools: [], apps: [] }));
  let events = [];
  let placed = 0;
  const before = process.cpuUsage();
  for (let first = 0, step = 1; first < PODS; first += batch, step++) {
    const pending = Array.from({ length: batch }, (_, i) => pod(first + i));
    const answer = JSON.parse(session.answer(JSON.stringify({ type: 'step', step, nowUs: step, events, pending, waiting: batch })));
    events = answer.decisions.map(({ pod: name, node: to }) => ({ kind: 'pod', pod: name, state: 'bound', node: to }));
    placed += answer.decisions.length;
  }
  const { user, system } = process.cpuUsage(before);
  return (placed * 1e6) / (user + system);
}

/** The least that any program does which looks at every node for every pod. */
function bareLoop() {
  const free = Float64Array.from({ length: NODES }, (_, i) => node(i).cpuMilli);
  const before = process.cpuUsage();
  for (let i = 0; i < PODS; i++) {
    let best = 0;
    for (let n = 0; n < NODES; n++) if (free[n] > free[best]) best = n;
    free[best] -= 250 + 50 * (i % 31);
  }
  const { user, system } = process.cpuUsage(before);
  return (PODS * 1e6) / (user + system);
}

run(100);
const bare = Math.max(bareLoop(), bareLoop());
console.log(`placements by best fit on ${NODES} nodes, per second of CPU (a bare loop over one column: ${Math.round(bare).toLocaleString('en')}):`);
for (const batch of [1, 10, 100, 1000]) {
  const rate = Math.max(run(batch), run(batch));
  console.log(`  ${String(batch).padStart(4)} pods a step            ${Math.round(rate).toLocaleString('en')}, ${(rate / bare).toFixed(3)} of the bare loop`);
}
