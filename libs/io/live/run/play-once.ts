import type Docker from 'dockerode';
import type { Entry } from '#core/entry';
import type { LiveReplication } from '#core/run';
import type { DrawnRun } from '#core/scenario';
import type { LiveCluster, LiveDriver } from '../cluster/live-cluster.js';
import { LiveFault } from '../engine/open-engine.js';
import { FaultSchedule } from '../faults/fault-schedule.js';
import { LoadFeeder } from '../load/load-feeder.js';
import type { Stepper } from '../light/stepper.js';
import { LiveMeasures } from '../measure/live-measures.js';
import { UseSamples } from '../measure/use-samples.js';
import type { HostFacts } from '../probe/host-facts.js';
import { monotonicUs } from '../programs/lines.js';
import { disturbances } from './disturbances.js';
import { LoadWatch, SandboxCpu } from './host-load.js';
import type { LiveProgress } from './live-judge.js';
import { noiseFloor } from './noise-floor.js';
import { playWindows } from './play-windows.js';
import { scheduleReleases } from './schedule-releases.js';
import { sleepUntil, throwIfStopped } from './sleep-until.js';

/** Before time 0: for the last orders to arrive. */
const LEAD_US = 150_000;
/** After the horizon: for the last reports to arrive. */
const TAIL_MS = 400;

export interface PlayInput {
  readonly engine: Docker;
  readonly facts: HostFacts;
  readonly driver: LiveDriver;
  readonly run: DrawnRun;
  readonly entry: Entry;
  readonly signal: AbortSignal;
  readonly onProgress: (what: LiveProgress['what'], nowUs: number) => void;
  readonly name?: string;
  readonly stepper?: Stepper;
}

export interface Played {
  readonly result: ReturnType<LiveMeasures['close']>;
  readonly replication: Omit<LiveReplication, 'baseline'>;
  readonly measures: LiveMeasures;
  readonly faults: readonly string[];
  /** What the scenario says and was not done, came late, or was not seen from outside: then it was not the scenario that was replayed. */
  readonly undone: readonly string[];
}

/** Replays a scenario once, on a cluster of its own: build up, store images, run to the horizon, take down. */
export async function playOnce(input: PlayInput): Promise<Played> {
  const { run, driver, entry, engine, facts, signal, onProgress } = input;
  const startedUs = monotonicUs();
  const measures = new LiveMeasures(run);
  onProgress('building', 0);
  throwIfStopped(signal);
  const named = { ...(input.name === undefined ? {} : { name: input.name }), ...(input.stepper === undefined ? {} : { stepper: input.stepper }) };
  const cluster = await driver.up({ engine, facts, run, entry, listener: measures, ...named });
  try {
    measures.follow(cluster.nodes);
    const measured = await unlessItFails(cluster, signal, (until) => measureOn(cluster, measures, { ...input, signal: until }));
    onProgress('taking down', run.clock.horizonUs);
    await cluster.down();
    const overheadUs = monotonicUs() - startedUs - run.clock.horizonUs;
    const result = measures.close();
    const replication = { outcome: result.outcome, ...measured.quality, overheadUs };
    const { faults, undone } = measured;
    const disturbed = disturbances({ ...replication, undone });
    return { result, replication: { ...replication, disturbed }, measures, faults, undone };
  } catch (error) {
    await cluster.down().catch(() => undefined);
    throw error;
  }
}

/** The entry itself may end the run, and so does a generator that is gone, as when the engine restarts: then nothing more is measured. */
async function unlessItFails<T>({ failed, load }: LiveCluster, signal: AbortSignal, measure: (until: AbortSignal) => Promise<T>): Promise<T> {
  const ended = new AbortController();
  let cause: unknown;
  for (const end of [failed, load.died])
    end?.catch((error: unknown) => {
      cause ??= error;
      ended.abort();
    });
  try {
    return await measure(AbortSignal.any([signal, ended.signal]));
  } catch (error) {
    throw cause ?? error;
  }
}

async function measureOn(cluster: LiveCluster, measures: LiveMeasures, input: PlayInput) {
  const { run, engine, facts, signal, onProgress } = input;
  onProgress('storing', 0);
  for (const app of run.applications) {
    throwIfStopped(signal);
    await cluster.store(app.name, 'any', app.imageBytes);
  }
  const noiseBefore = await noiseFloor(cluster.load);
  // Until the clock starts nothing has happened yet.
  let t0Us = Number.MAX_SAFE_INTEGER;
  const nowUs = (): number => monotonicUs() - t0Us;
  const sandboxCpu = new SandboxCpu(engine, cluster.sandbox.run);
  const watch = new LoadWatch(await sandboxCpu.sample());
  const read = async (): Promise<number> => {
    const [usage] = await Promise.all([cluster.usage(), sandboxCpu.sample()]);
    return measures.used(usage, nowUs());
  };
  const samples = new UseSamples({ read, usedIn: (rows, usedUs) => measures.usedIn(rows, usedUs) });
  const faults = new FaultSchedule(run, cluster, measures, facts, nowUs, () => samples.take());
  const feeder = new LoadFeeder(run, cluster.load, (app, atUs) => measures.offered(app, atUs));
  listen(cluster, measures, () => t0Us);
  await samples.begin();
  t0Us = monotonicUs() + LEAD_US;
  cluster.load.send({ start: t0Us });
  feeder.begin(nowUs);
  await sleepUntil(0, nowUs, signal);
  const releases = scheduleReleases(cluster, run, nowUs, (failure) => faults.report.fail(failure));
  try {
    faults.begin();
    await cluster.begin(t0Us);
    await playWindows(measures, run, nowUs, samples, signal, (atUs) => onProgress('running', atUs));
    await new Promise((resolve) => setTimeout(resolve, TAIL_MS));
    measures.unsent(feeder.rest(nowUs()));
  } finally {
    faults.stop();
    feeder.stop();
    releases();
    cluster.load.send({ stop: true });
  }
  await faults.settle();
  const foreign = watch.end(await sandboxCpu.sample());
  // Before anything is undone: machines that come back start what ran on them.
  const noiseAfter = await noiseFloor(cluster.load).catch((error: unknown) => {
    throw new LiveFault('load-late', `the load generator never came to itself after the run, and the run is void: ${(error as Error).message}`, true, {
      cause: error,
    });
  });
  await faults.undo();
  const late = measures.lateUs.slice().sort((a, b) => a - b);
  const lateAt = (share: number): number => late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? 0;
  const quality = { noiseBefore, noiseAfter, ...foreign, lateP95Us: lateAt(0.95), lateP99Us: lateAt(0.99), lateMaxUs: late.at(-1) ?? 0 };
  return { quality, faults: faults.report.lines, undone: faults.report.failures };
}

function listen(cluster: LiveCluster, measures: LiveMeasures, t0: () => number): void {
  cluster.load.onReport((report) => {
    if ('results' in report) measures.results(report.results);
    else if ('unsent' in report) measures.unsent(report.unsent);
    else if ('up' in report) measures.firstGood(report.up, report.atUs - t0());
  });
}
