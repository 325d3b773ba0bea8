import { play, podOf, smallScenario, type SmallScenario } from '#core/simulator/testing';

/**
 * Request events per second of the simulated world on one thread, beside a bare loop: a binary heap of times over typed arrays
 * whose next event is taken and put back later by a constant, the least that any simulator of single events must do.
 * An event is an arrival, a completion, the end of a wait, a time-out or a retry.
 */
interface Case {
  readonly name: string;
  readonly replicas: number;
  readonly scenario: SmallScenario;
}

const second = (cpu: number): Record<string, unknown> => ({ shape: { cpu, memory: '64Gi' } });
const clock = { horizon: '60s', window: '10s' };
const web = { concurrency: 1000, backlog: 1000, timeout: '2s', cpuPerRequest: { exponential: { mean: '1ms' } } };

const CASES: readonly Case[] = [
  { name: 'one replica, exponential', replicas: 1, scenario: { clock, pools: [second(4)], apps: [web], load: { web: { rate: '3200/s' } } } },
  { name: '8 replicas, exponential', replicas: 8, scenario: { clock, pools: [{ count: 8, ...second(4) }], apps: [web], load: { web: { rate: '24000/s' } } } },
  {
    name: '100 replicas, exponential',
    replicas: 100,
    scenario: { clock, pools: [{ count: 100, ...second(4) }], apps: [web], load: { web: { rate: '30000/s' } } },
  },
  {
    name: '100 replicas on 10 nodes, log-normal',
    replicas: 100,
    scenario: {
      clock,
      pools: [{ count: 10, ...second(16) }],
      apps: [{ ...web, cpuPerRequest: { lognormal: { median: '3ms', cv: 1 } } }],
      load: { web: { rate: '20000/s' } },
    },
  },
  {
    name: '50 replicas with waits, least outstanding',
    replicas: 50,
    scenario: {
      clock,
      pools: [{ count: 50, ...second(4) }],
      apps: [{ ...web, waitPerRequest: { exponential: { mean: '5ms' } }, balancer: 'least-outstanding' }],
      load: { web: { rate: '20000/s' } },
    },
  },
];

function bareEventsPerSecond(): number {
  const size = 1024;
  const times = Float64Array.from({ length: size }, (_, index) => index);
  const events = 20_000_000;
  const before = process.cpuUsage();
  for (let event = 0; event < events; event++) {
    const time = (times[0] as number) + 97;
    let place = 0;
    for (let child = 1; child < size; child = place * 2 + 1) {
      if (child + 1 < size && (times[child + 1] as number) < (times[child] as number)) child++;
      if ((times[child] as number) >= time) break;
      times[place] = times[child] as number;
      place = child;
    }
    times[place] = time;
  }
  return events / cpuSecondsSince(before);
}

function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const bare = bareEventsPerSecond();
console.log(`bare heap: ${Math.round(bare).toLocaleString('en')} events/s`);
for (const { name, replicas, scenario } of CASES) {
  const parsed = smallScenario(scenario);
  const nodes = Number(scenario.pools?.[0]?.['count'] ?? 1);
  const pods = Array.from({ length: replicas }, (_, id) => ({ node: id % nodes, pod: podOf(id) }));
  let best = 0;
  let served = 0;
  for (let repeat = 0; repeat < 3; repeat++) {
    const before = process.cpuUsage();
    const { world, metrics } = play(parsed, { pods });
    best = Math.max(best, world.eventCount / cpuSecondsSince(before));
    served = metrics.latency.served / Math.max(1, metrics.latency.offered);
  }
  if (served < 0.9) throw new Error(`${name}: only ${served} of the requests were served`);
  console.log(`${name}: ${Math.round(best).toLocaleString('en')} events/s, ${(best / bare).toFixed(2)} of the bare heap`);
}
