import { RandomStream } from '#core/random';
import type { Application, ArrivalSource, DrawnRun } from '#core/scenario';
import { IndexRing } from '../engine/index-ring.js';
import { AppWindows } from '../measure/app-windows.js';
import { Histogram } from '../measure/histogram.js';
import { Balancer } from './balancer.js';
import { Sampler } from './sampler.js';

export interface CallPlan {
  readonly to: number;
  readonly probabilityMilli: number;
  readonly times: number;
}

/**
 * One application's traffic. What its clients ask for is drawn in order of arrival from streams nobody else draws from, so
 * every entry meets the same requests; what depends on decisions (calls that are made) has streams of its own.
 */
export class AppTraffic {
  readonly parallelCalls: readonly CallPlan[];
  readonly serialCalls: readonly CallPlan[];
  readonly arrivals: ArrivalSource;
  readonly balancer: Balancer;
  readonly cpu: Sampler;
  readonly wait: Sampler;
  readonly calledCpu: Sampler;
  readonly calledWait: Sampler;
  readonly startup: Sampler;
  /** Which calls are made, and which requests a broken version or machine fails: one never shifts the other. */
  readonly chance: RandomStream;
  readonly errors: RandomStream;
  readonly startChance: RandomStream;
  /** Attempts under way, by the time they started: with one timeout for all, that is the order in which they expire. */
  readonly expiring = new IndexRing();
  readonly windows: AppWindows;
  readonly sinceScrape = new Histogram(6);
  arrivedSinceScrape = 0;
  arrivalSlot = -1;
  timeoutSlot = -1;
  nextArrivalUs = 0;
  /** Starts that fail, by faults under way, thousandths. */
  readonly crashLoops: number[] = [];

  constructor(
    readonly index: number,
    readonly app: Application,
    run: DrawnRun,
  ) {
    const { name } = app;
    const plan = (parallel: boolean): CallPlan[] =>
      app.calls
        .filter((call) => call.parallel === parallel)
        .map((call) => ({
          to: run.applications.findIndex((other) => other.name === call.to),
          probabilityMilli: call.probabilityMilli,
          times: call.times,
        }));
    this.parallelCalls = plan(true);
    this.serialCalls = plan(false);
    this.arrivals = run.arrivals(index);
    this.balancer = new Balancer(app.balancer, new RandomStream(run.seed, `balancer/${name}`));
    this.cpu = new Sampler(app.cpuPerRequestUs, run.seed, `service/${name}/cpu`);
    this.wait = new Sampler(app.waitPerRequestUs, run.seed, `service/${name}/wait`);
    this.calledCpu = new Sampler(app.cpuPerRequestUs, run.seed, `called/${name}/cpu`);
    this.calledWait = new Sampler(app.waitPerRequestUs, run.seed, `called/${name}/wait`);
    this.startup = new Sampler(app.startupUs, run.seed, `startup/${name}`);
    this.chance = new RandomStream(run.seed, `chance/${name}`);
    this.errors = new RandomStream(run.seed, `errors/${name}`);
    this.startChance = new RandomStream(run.seed, `start-chance/${name}`);
    const { horizonUs, windowUs, warmupUs } = run.clock;
    const slo = app.slo?.latencyUs ?? app.timeoutUs;
    this.windows = new AppWindows(windowUs, warmupUs, app.timeoutUs, slo, horizonUs - app.timeoutUs, Math.ceil(horizonUs / windowUs));
  }
}
