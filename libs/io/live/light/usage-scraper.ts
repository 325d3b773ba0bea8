import type { AppUsage, PodUsage, WorldEvent } from '#core/orchestrator';
import type { DrawnRun } from '#core/scenario';
import type { LoadChannel } from '../cluster/live-cluster.js';
import { onTheBeat } from '../cluster/on-the-beat.js';
import type { FromAgent } from '../programs/agent-messages.js';
import { monotonicUs } from '../programs/lines.js';
import type { LightNode } from './light-node.js';

type UsageReport = Extract<FromAgent, { usage: number }>;

interface Counters {
  readonly cpuUs: number;
  readonly finished: number;
  readonly atUs: number;
}

/**
 * Answers of agents are waited for as long as a scrape is under way anyway; who has not answered by then is not in it. Never much
 * shorter: an autoscaler takes a pod without a reading for one that does nothing, so an agent that a busy host made late would
 * keep it from scaling up.
 */
const COLLECT_MIN_MS = 150;
const COLLECT_SHARE = 0.9;

/** What a metrics server does: asks every node for the usage of its pods, once a period, and passes on what came in time. */
export class UsageScraper {
  private readonly before = new Map<number, Counters>();
  private round = 0;
  private reports: { readonly report: UsageReport; readonly atUs: number }[] = [];
  private latencies = new Map<string, number[]>();

  stop: () => void = () => undefined;

  constructor(
    private readonly run: DrawnRun,
    private readonly nodes: ReadonlyMap<number, LightNode>,
    load: LoadChannel,
  ) {
    load.onReport((report) => {
      if (!('results' in report)) return;
      for (const [, , latencyUs, , app] of report.results) {
        const seen = this.latencies.get(app);
        if (seen === undefined) this.latencies.set(app, [latencyUs]);
        else seen.push(latencyUs);
      }
    });
  }

  begin(nowUs: () => number, post: (event: WorldEvent & { kind: 'metrics' }, takenUs: number) => void): void {
    const { metricsUs, metricsDelayUs } = this.run.cluster.lags;
    const collectMs = Math.min(metricsUs / 2000, Math.max(COLLECT_MIN_MS, (COLLECT_SHARE * metricsDelayUs) / 1000));
    this.stop = onTheBeat(metricsUs, nowUs, () => {
      const takenUs = nowUs();
      this.round++;
      this.reports = [];
      for (const node of this.nodes.values()) node.link.post({ scrape: this.round });
      setTimeout(() => post(this.collect(), takenUs), collectMs);
    });
  }

  reported(_: LightNode, report: UsageReport): void {
    if (report.usage === this.round) this.reports.push({ report, atUs: monotonicUs() });
  }

  private collect(): WorldEvent & { kind: 'metrics' } {
    const pods: PodUsage[] = [];
    const backlogs = new Map<string, number>();
    const rates = new Map<string, number>();
    for (const { report, atUs } of this.reports) {
      for (const { pod, cpuUs, finished, memoryBytes, inService, backlog } of report.pods) {
        const before = this.before.get(pod);
        this.before.set(pod, { cpuUs, finished, atUs });
        const sinceUs = before === undefined ? this.run.cluster.lags.metricsUs : Math.max(1, atUs - before.atUs);
        const rate = Math.round(((finished - (before?.finished ?? 0)) * 1e9) / sinceUs);
        const cpuMilli = Math.round(((cpuUs - (before?.cpuUs ?? 0)) * 1000) / sinceUs);
        pods.push({ pod, cpuMilli, memoryBytes, requestsPerSecondMilli: rate, inFlight: inService });
        const app = this.appOf(pod);
        backlogs.set(app, (backlogs.get(app) ?? 0) + backlog);
        rates.set(app, (rates.get(app) ?? 0) + rate);
      }
    }
    const latencies = this.latencies;
    this.latencies = new Map();
    const apps = this.run.applications.map(
      ({ name }): AppUsage => ({
        app: name,
        requestsPerSecondMilli: rates.get(name) ?? 0,
        backlog: backlogs.get(name) ?? 0,
        latencyP99Us: p99(latencies.get(name) ?? []),
      }),
    );
    return { kind: 'metrics', pods: pods.sort((a, b) => a.pod - b.pod), apps };
  }

  /** Set by the cluster: which application a pod serves. */
  appOf: (pod: number) => string = () => '';
}

function p99(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[Math.min(values.length - 1, Math.floor(values.length * 0.99))] ?? 0;
}
