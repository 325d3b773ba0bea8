import { PACKING_POLICIES, type PackingNode, type PackingPod } from '#core/orchestrator/packing';
import { RandomStream } from '#core/random';
import { runInflation } from '#core/simulator/inflation';

/**
 * Pods per second of the packing policies on a cluster of OpenB's shape (1,213 GPU nodes, 10,866 arrivals of 151 requests),
 * beside a bare loop that only scans one column of 1,213 scores per pod: the least any exact policy must do.
 */
const NODES = 1213;
const ARRIVALS = 10_866;
const REQUESTS = 151;
const REPEATS = 3;

const stream = new RandomStream(1, 'bench/packing');
const nodes: PackingNode[] = Array.from({ length: NODES }, (_, index) => ({
  name: `n${index}`,
  cpuMilli: [64_000, 96_000, 128_000][stream.integer(3)] as number,
  memoryMib: 393_216,
  gpus: [1, 2, 4, 8, 8, 8][stream.integer(6)] as number,
  model: ['G2', 'T4', 'P100'][stream.integer(3)] as string,
}));
const requests: PackingPod[] = Array.from({ length: REQUESTS }, () => {
  const gpuCount = [0, 1, 1, 1, 1, 2, 4, 8][stream.integer(8)] as number;
  const shared = gpuCount === 1 && stream.uniform() < 0.5;
  return {
    cpuMilli: 1000 * (1 + stream.integer(16)),
    memoryMib: 1024 * (1 + stream.integer(32)),
    gpuCount,
    gpuMilli: gpuCount === 0 ? 0 : shared ? 50 + stream.integer(900) : 1000,
    models: [],
  };
});
const pods = Array.from({ length: 8152 }, () => requests[Math.floor(REQUESTS * stream.uniform() * stream.uniform())] as PackingPod);
const arrivals = Array.from({ length: ARRIVALS }, () => stream.integer(pods.length));
const ranks = stream.shuffle(Array.from({ length: NODES }, (_, index) => index));

function bestSeconds(work: () => void): number {
  let best = Infinity;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const started = process.hrtime.bigint();
    work();
    best = Math.min(best, Number(process.hrtime.bigint() - started) / 1e9);
  }
  return best;
}

const column = Int32Array.from({ length: NODES }, () => stream.integer(100));
let sink = 0;
const bare = bestSeconds(() => {
  for (let pod = 0; pod < ARRIVALS; pod++) {
    let best = -1;
    for (let node = 0; node < NODES; node++) if ((column[node] as number) > best) best = column[node] as number;
    sink += best;
  }
});
console.log(`bare loop      ${Math.round(ARRIVALS / bare).toLocaleString('en')} pods/s`);
for (const policy of PACKING_POLICIES) {
  const seconds = bestSeconds(() => {
    sink += runInflation({ nodes, pods, arrivals, ranks, policy, seed: 1 }).placed;
  });
  console.log(`${policy.padEnd(14)} ${Math.round(ARRIVALS / seconds).toLocaleString('en')} pods/s, ${(bare / seconds).toFixed(3)} of the bare loop`);
}
if (sink === 0) throw new Error('nothing was placed');
