import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchPlatform } from './platform/bench-platform.js';

/**
 * Runs judged a second with one judge and with two, on the same submissions; and the CPU that each run cost, because on a machine
 * whose cores are busy with other things wall time lies.
 */
const SUBMISSIONS = 60;

async function runsPerSecond(judges: number): Promise<number> {
  const bench = await startBenchPlatform({ judges, horizon: '10m', rate: '400/s' });
  try {
    const token = bench.platform.tokens.contestant;
    // The first runs compile the simulator.
    for (let time = 0; time < 2 * judges; time++) await bench.submit('bench', token);
    await allScored(bench.call);
    const started = performance.now();
    for (let time = 0; time < SUBMISSIONS; time++) await bench.submit('bench', token);
    await allScored(bench.call);
    return SUBMISSIONS / ((performance.now() - started) / 1000);
  } finally {
    await bench.stop();
  }
}

async function allScored(call: <T>(method: string, path: string) => Promise<T>): Promise<void> {
  for (;;) {
    const { items } = await call<{ items: { state: string }[] }>('GET', '/submissions?limit=200');
    if (items.every((one) => one.state !== 'judging')) return;
    await sleep(100);
  }
}

async function main(): Promise<void> {
  const one = await runsPerSecond(1);
  const two = await runsPerSecond(2);
  console.log(`one judge    ${one.toFixed(2)} runs/s`);
  console.log(
    `two judges   ${two.toFixed(2)} runs/s, ${(two / (2 * one)).toFixed(2)} of linear (at least 0.90 wanted until cores run out; ${cpus().length} here)`,
  );
}

void main().then(() => process.exit(0));
