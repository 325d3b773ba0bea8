import { MINUTE } from '#core/units';
import type { Application } from '../application.js';
import { drawRun } from '../drawing/draw-run.js';
import { ratePerMinute } from '../drawing/rate-table.js';
import type { DrawnRun, ScheduledFault } from '../drawn-run.js';
import { memberOf } from '../member-of.js';
import type { Scenario } from '../scenario.js';
import { fluidLatency } from './fluid-latency.js';
import { meanOf } from './mean-of.js';

export interface PreviewMinute {
  /** Minutes since the start. */
  readonly t: number;
  /** Requests a second each application gets, from clients and from its callers, if everything is answered. */
  readonly offeredPerApp: Readonly<Record<string, number>>;
  /** What the fluid model expects of a fleet with half as many cores again as the minute needs; null: beyond capacity. */
  readonly p99UsPerApp: Readonly<Record<string, number | null>>;
  /** Cores of nominal speed that those requests need. */
  readonly demand: number;
  /** Cores that the jobs submitted in this minute would need to be done within it. */
  readonly batchDemand: number;
  /** Cores of nominal speed on machines that are up. */
  readonly capacity: number;
  /** The same if every pool were as large as it may become. */
  readonly capacityMax: number;
}

export interface PreviewFault {
  readonly name: string;
  readonly kind: ScheduledFault['kind'];
  readonly target: string;
  readonly atUs: number;
  /** Null: it lasts to the end. */
  readonly untilUs: number | null;
}

export interface ScenarioPreview {
  readonly scenario: string;
  readonly seed: number;
  readonly minutes: readonly PreviewMinute[];
  readonly faults: readonly PreviewFault[];
  readonly cost: PreviewCost;
}

/** What a run of this member costs, before anybody ran it; prices in millionths of the currency, after the warm-up. */
export interface PreviewCost {
  readonly requests: number;
  /** Every machine of time 0, all the time. */
  readonly wholePriceMicros: number;
  /** Only as many of the cheapest cores as the load needs, minute by minute: no entry can be cheaper and serve everything. */
  readonly leastPriceMicros: number;
}

/** Offered load against capacity, minute by minute, for the member a seed draws. Means, not a run: nothing is simulated. */
export function previewScenario(family: Scenario, seed: number): ScenarioPreview {
  const scenario = memberOf(family, seed);
  const run = drawRun(family, seed);
  const count = Math.ceil(scenario.clock.horizonUs / MINUTE);
  const offered = offeredPerMinute(scenario, seed, count);
  const cpu = new Map(scenario.applications.map((app) => [app.name, meanOf(app.cpuPerRequestUs) / 1e6]));
  const growth = scenario.cluster.pools.reduce((sum, pool) => sum + ((pool.max - pool.count) * pool.allocatable.cpuMilli * meanOf(pool.speedMilli)) / 1e6, 0);
  const batch = jobCores(run, count);
  const up = coresUp(run, count);
  const minutes = Array.from({ length: count }, (_, t): PreviewMinute => {
    const offeredPerApp = Object.fromEntries([...offered].map(([app, rates]) => [app, round(rates[t] ?? 0)]));
    const requests = Object.entries(offeredPerApp).reduce((sum, [app, rate]) => sum + rate * (cpu.get(app) ?? 0), 0);
    const capacity = up[t] as number;
    return {
      t,
      offeredPerApp,
      p99UsPerApp: expectedP99(scenario, offeredPerApp, capacity),
      demand: round(requests),
      batchDemand: round(batch[t] ?? 0),
      capacity: round(capacity),
      capacityMax: round(capacity + growth),
    };
  });
  const faults = run.faults.map(({ name, kind, target, atUs, untilUs }) => ({
    name,
    kind,
    target,
    atUs,
    untilUs: untilUs > run.clock.horizonUs ? null : untilUs,
  }));
  return { scenario: scenario.id, seed, minutes, faults, cost: costOf(scenario, run, minutes) };
}

/** A fleet has this many times the cores it needs in the mean, or what there is. */
const HEADROOM = 1.5;

function expectedP99(scenario: Scenario, offered: Readonly<Record<string, number>>, capacity: number): Readonly<Record<string, number | null>> {
  const needs = scenario.applications.map((app) => ((offered[app.name] ?? 0) * meanOf(app.cpuPerRequestUs)) / 1e6);
  const whole = needs.reduce((sum, need) => sum + need, 0);
  const factor = whole === 0 ? 1 : Math.min(HEADROOM, capacity / whole);
  const found: Record<string, number | null> = {};
  scenario.applications.forEach((app, index) => {
    if (app.kind !== 'service' || offered[app.name] === undefined) return;
    const cv = (scenario.load.find((load) => load.app === app.name)?.cvMilli ?? 1000) / 1000;
    // Never fewer than the one core a replica has.
    found[app.name] = fluidLatency(app, offered[app.name] ?? 0, Math.max(Math.min(1, capacity), (needs[index] as number) * factor), cv).p99Us;
  });
  return found;
}

function costOf(scenario: Scenario, run: DrawnRun, minutes: readonly PreviewMinute[]): PreviewCost {
  const counted = minutes.slice(Math.floor(scenario.clock.warmupUs / MINUTE));
  const hours = (scenario.clock.horizonUs - scenario.clock.warmupUs) / (60 * MINUTE);
  const perCore = run.nodes.map((node) => (node.priceMicrosPerHour * 1e6) / (node.facts.allocatable.cpuMilli * node.speedMilli));
  const cheapest = perCore.reduce((low, price) => Math.min(low, price), Number.POSITIVE_INFINITY);
  const coreHours = counted.reduce((sum, minute) => sum + minute.demand + minute.batchDemand, 0) / 60;
  const external = new Set(scenario.load.map((load) => load.app));
  const requestsOf = (minute: PreviewMinute) => Object.entries(minute.offeredPerApp).reduce((sum, [app, rate]) => sum + (external.has(app) ? 60 * rate : 0), 0);
  return {
    requests: Math.round(minutes.reduce((sum, minute) => sum + requestsOf(minute), 0)),
    wholePriceMicros: Math.round(run.nodes.reduce((sum, node) => sum + node.priceMicrosPerHour, 0) * hours),
    leastPriceMicros: run.nodes.length === 0 ? 0 : Math.round(coreHours * cheapest),
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** Mean external rate a minute, then what each request causes down the call graph, callers before those they call. */
function offeredPerMinute(scenario: Scenario, seed: number, count: number): ReadonlyMap<string, Float64Array> {
  const services = scenario.applications.filter((app) => app.kind === 'service');
  const offered = new Map(services.map((app) => [app.name, new Float64Array(count)]));
  for (const { app, shape } of scenario.load) {
    add(offered.get(app), ratePerMinute(shape, scenario.clock.horizonUs, seed, `load/${app}`), 1);
  }
  for (const app of callersFirst(services)) {
    const own = offered.get(app.name);
    if (own !== undefined) for (const call of app.calls) add(offered.get(call.to), own, (call.probabilityMilli / 1000) * call.times);
  }
  return offered;
}

function add(total: Float64Array | undefined, rates: Float64Array, factor: number): void {
  if (total !== undefined) for (let t = 0; t < total.length; t++) total[t] = (total[t] as number) + (rates[t] as number) * factor;
}

/** Every application is visited once, however many ways lead to it. */
function callersFirst(services: readonly Application[]): readonly Application[] {
  const byName = new Map(services.map((app) => [app.name, app]));
  const done = new Set<string>();
  const order: Application[] = [];
  const visit = (app: Application): void => {
    if (done.has(app.name)) return;
    done.add(app.name);
    for (const call of app.calls) {
      const callee = byName.get(call.to);
      if (callee !== undefined) visit(callee);
    }
    order.push(app);
  };
  services.forEach(visit);
  return order.reverse();
}

/** Cores per minute that the jobs handed in within it need. */
function jobCores(run: DrawnRun, count: number): Float64Array {
  const cores = new Float64Array(count);
  for (const job of run.jobs) {
    const t = Math.floor(job.atUs / MINUTE);
    for (const cpuUs of job.itemCpuUs) cores[t] = (cores[t] as number) + cpuUs / MINUTE;
  }
  return cores;
}

/** Cores up in the middle of each minute. */
function coresUp(run: DrawnRun, count: number): readonly number[] {
  const cores = run.nodes.map((node) => (node.facts.allocatable.cpuMilli * node.speedMilli) / 1e6);
  const whole = cores.reduce((sum, one) => sum + one, 0);
  return Array.from({ length: count }, (_, t) => {
    const middle = t * MINUTE + MINUTE / 2;
    const down = new Set(run.faults.flatMap((fault) => nodesDown(fault, middle)));
    return [...down].reduce((left, node) => left - (cores[node] ?? 0), whole);
  });
}

function nodesDown(fault: ScheduledFault, timeUs: number): readonly number[] {
  if (fault.kind === 'spot-reclaim') return timeUs >= fault.goneAtUs ? fault.nodes : [];
  if (timeUs < fault.atUs || timeUs >= fault.untilUs) return [];
  if (fault.kind === 'zone-outage') return fault.nodes.filter((_, index) => timeUs < (fault.backAtUs[index] as number));
  if (fault.kind === 'node-crash' || (fault.kind === 'partition' && fault.cut === 'all')) return fault.nodes;
  return fault.kind === 'drain' ? drained(fault.steps, timeUs) : [];
}

function drained(steps: (ScheduledFault & { kind: 'drain' })['steps'], timeUs: number): readonly number[] {
  const out = new Set<number>();
  for (const step of steps) {
    if (step.atUs > timeUs) break;
    if (step.action === 'drain') out.add(step.node);
    if (step.action === 'uncordon') out.delete(step.node);
  }
  return [...out];
}
