import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchPlatform } from './platform/bench-platform.js';

/**
 * Runs judged a second with one judge and with two, on the same submissions; and the CPU that each run cost, because on a machine
 * whose cores are busy with other things wall time lies.
 */
const SUBMISSIONS = 60;

interface Throughput {
  readonly runsPerSecond: number;
  readonly cpuMsPerRun: number;
}

async function throughput(judges: number): Promise<Throughput> {
  const bench = await startBenchPlatform({ judges, horizon: '10m', rate: '400/s' });
  try {
    const token = bench.platform.tokens.contestant;
    // The first runs compile the simulator.
    for (let time = 0; time < 2 * judges; time++) await bench.submit('bench', token);
    await allScored(bench.call);
    const started = performance.now();
    const cpuBefore = judgesCpuMs(join(bench.folder, 'data'));
    for (let time = 0; time < SUBMISSIONS; time++) await bench.submit('bench', token);
    await allScored(bench.call);
    const cpuMs = judgesCpuMs(join(bench.folder, 'data')) - cpuBefore;
    return { runsPerSecond: SUBMISSIONS / ((performance.now() - started) / 1000), cpuMsPerRun: cpuMs / SUBMISSIONS };
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

const TICK_MS = 10;

/** Of this platform's judges so far, as the kernel counts it. */
function judgesCpuMs(dataFolder: string): number {
  let total = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/apps/judge/main.js')) continue;
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`REGATTA_DATA_DIR=${dataFolder}\0`)) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      total += (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    } catch {
      // It has ended meanwhile.
    }
  }
  return total;
}

async function main(): Promise<void> {
  const one = await throughput(1);
  const two = await throughput(2);
  console.log(`one judge    ${one.runsPerSecond.toFixed(2)} runs/s, ${one.cpuMsPerRun.toFixed(0)} ms of CPU a run`);
  console.log(`two judges   ${two.runsPerSecond.toFixed(2)} runs/s, ${two.cpuMsPerRun.toFixed(0)} ms of CPU a run`);
  const linear = two.runsPerSecond / (2 * one.runsPerSecond);
  console.log(
    `by the clock ${linear.toFixed(2)} of linear (at least 0.90 wanted until cores run out; ${cpus().length} here, shared with PostgreSQL and this program)`,
  );
  console.log(`by CPU       ${(one.cpuMsPerRun / two.cpuMsPerRun).toFixed(2)} of linear: what a second judge costs the first`);
}

void main().then(() => process.exit(0));
