import type { World } from '../world/world.js';
import { outcomesOf, play, podOf, type Settled, smallScenario } from '../testing/index.js';

/** Mean and standard error by batches: neighbouring requests wait in the same queue, so they are not independent samples. */
function meanOf(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const batches = 40;
  const size = Math.floor(values.length / batches);
  const means = Array.from({ length: batches }, (_, batch) => average(values.slice(batch * size, (batch + 1) * size)));
  const mean = average(means);
  const variance = average(means.map((one) => (one - mean) ** 2)) * (batches / (batches - 1));
  return { mean, error: Math.sqrt(variance / batches) };
}
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

interface Queue {
  readonly cores: number;
  readonly concurrency: number;
  /** Requests a second, and the service time of one. */
  readonly rate: number;
  readonly service: string | Record<string, unknown>;
  readonly seconds?: number;
  readonly cpuLimitMilli?: number;
}

const WARMUP_US = 20e6;

/** One replica alone on its machine. Nobody gives up: the timeout is far beyond any wait. */
function run(queue: Queue, watch: (world: World) => void = () => undefined): Settled[] {
  const scenario = smallScenario({
    clock: { horizon: `${(queue.seconds ?? 600) + 120}s` },
    pools: [{ shape: { cpu: queue.cores, memory: '64Gi' } }],
    apps: [{ cpuPerRequest: queue.service, concurrency: queue.concurrency, backlog: 1_000_000, timeout: '100s', balancer: 'random' }],
    load: { web: { rate: `${queue.rate}/s` } },
  });
  let settled: Settled[] = [];
  play(scenario, { pods: [{ node: 0, pod: podOf(0, { cpuLimitMilli: queue.cpuLimitMilli ?? null }) }] }, 7, (world) => {
    settled = outcomesOf(world);
    watch(world);
  });
  const last = ((queue.seconds ?? 600) + 20) * 1e6;
  const counted = settled.filter(({ intendedUs }) => intendedUs > WARMUP_US && intendedUs < last);
  expect(counted.filter(({ outcome }) => outcome !== 'served')).toEqual([]);
  return counted;
}

/** Mean response times in seconds, within three standard errors of the theory; and the errors are small enough to say something. */
function expectMean(requests: readonly Settled[], seconds: number): void {
  const { mean, error } = meanOf(requests.map(({ latencyUs }) => latencyUs / 1e6));
  expect(error / mean).toBeLessThan(0.06);
  expect(Math.abs(mean - seconds)).toBeLessThan(3 * error + 1e-6);
}

const exponential = (mean: string) => ({ exponential: { mean } });
const LOADS = [0.3, 0.6, 0.8];

/** Chance that a request has to wait in M/M/c with `offered` = λ/µ. */
function erlangC(servers: number, offered: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < servers; k++) sum += term *= offered / k;
  const last = ((term * offered) / servers) * (servers / (servers - offered));
  return last / (sum + last);
}

describe('closed-form queues', () => {
  it.each(LOADS)('M/M/1, first come first served, load %p: E[T] = 1/(µ-λ)', (load) => {
    const requests = run({ cores: 1, concurrency: 1, rate: 250 * load, service: exponential('4ms'), seconds: 1600 });
    expectMean(requests, 1 / (250 - 250 * load));
    // Sojourn times are exponential: P(T > mean) = 1/e.
    const mean = 1e6 / (250 - 250 * load);
    const late = meanOf(requests.map(({ latencyUs }) => (latencyUs > mean ? 1 : 0)));
    expect(Math.abs(late.mean - Math.exp(-1))).toBeLessThan(3 * late.error);
  });

  it.each(LOADS)('M/M/1 by processor sharing, load %p: the same mean', (load) => {
    expectMean(run({ cores: 1, concurrency: 10_000, rate: 250 * load, service: exponential('4ms'), seconds: 1600 }), 1 / (250 - 250 * load));
  });

  it.each(LOADS.flatMap((load) => [2, 8].map((servers) => [servers, load])))('M/M/%p, load %p: Erlang C', (servers, load) => {
    const rate = 100 * load * servers;
    const requests = run({ cores: servers, concurrency: servers, rate, service: exponential('10ms'), seconds: 3000 / servers });
    expectMean(requests, 0.01 + erlangC(servers, rate / 100) / (100 * servers - rate));
  });

  // Insensitivity: only the mean of the service time matters.
  it.each([
    ['constant', '4ms'],
    ['exponential', exponential('4ms')],
    ['log-normal, cv 2', { lognormal: { median: `${Math.round(4000 / Math.sqrt(5))}us`, cv: 2 } }],
    ['of two sizes', { table: { values: ['1ms', '16ms'], weights: [4, 1] } }],
  ])('M/G/1 by processor sharing, %s service, load 0.7: E[T] = E[S]/(1-ρ)', (_, service) => {
    expectMean(run({ cores: 1, concurrency: 10_000, rate: 175, service, seconds: 1600 }), 0.004 / 0.3);
  });

  it('M/G/1 by processor sharing: a request waits in proportion to its size, E[T|x] = x/(1-ρ)', () => {
    const service = { table: { values: ['1ms', '16ms'], weights: [4, 1] } };
    const sizes = new Map<number, number>();
    const requests = run({ cores: 1, concurrency: 10_000, rate: 175, service, seconds: 1600 }, (world) => {
      // A size is drawn, then its arrival is counted.
      const app = world.apps[0] as World['apps'][number];
      const next = app.cpu.next.bind(app.cpu);
      let drawn = 0;
      app.cpu.next = () => (drawn = next());
      const offer = app.windows.offer.bind(app.windows);
      app.windows.offer = (intendedUs) => {
        sizes.set(intendedUs, drawn);
        offer(intendedUs);
      };
    });
    for (const size of [1000, 16_000]) {
      const those = requests.filter(({ intendedUs }) => sizes.get(intendedUs) === size);
      expectMean(those, size / 1e6 / 0.3);
    }
  });

  it('M/D/1, first come first served: Pollaczek and Khinchine', () => {
    const load = 0.7;
    expectMean(run({ cores: 1, concurrency: 1, rate: 175, service: '4ms', seconds: 1600 }), 0.004 + (load * 0.004) / (2 * (1 - load)));
  });

  it('a CPU limit is a slower server: half a core doubles the service time', () => {
    expectMean(run({ cores: 4, concurrency: 10_000, rate: 75, service: exponential('4ms'), cpuLimitMilli: 500, seconds: 3000 }), 1 / (125 - 75));
  });

  it.each(LOADS)("Little's law, load %p: requests in the system = arrival rate × time each spends there", (load) => {
    const inSystem: number[] = [];
    const sampleEveryUs = 50_000;
    const requests = run({ cores: 2, concurrency: 6, rate: 200 * load, service: exponential('10ms'), seconds: 1000 }, (world) => {
      const { advance } = world;
      // Looks at the world from outside, at regular times.
      world.advance = (untilUs) => {
        for (let at = sampleEveryUs; at <= untilUs; at += sampleEveryUs) {
          advance.call(world, at);
          if (at > WARMUP_US && at < 1000e6) inSystem.push(world.agents.podOf(0)?.outstanding ?? 0);
        }
        advance.call(world, untilUs);
      };
    });
    const inside = requests.filter(({ intendedUs }) => intendedUs < 1000e6);
    const rate = inside.length / ((1000e6 - WARMUP_US) / 1e6);
    const seen = meanOf(inSystem);
    const time = meanOf(inside.map(({ latencyUs }) => latencyUs / 1e6));
    expect(Math.abs(seen.mean - rate * time.mean)).toBeLessThan(3 * Math.hypot(seen.error, rate * time.error));
    expect(seen.error / seen.mean).toBeLessThan(0.05);
  });
});
