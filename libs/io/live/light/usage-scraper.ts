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
 * A scrape is over when every node that was heard lately has answered, at the latest after this share of its period; a node that
 * has not answered by then is not in it. An autoscaler takes a pod without a reading for one that does nothing, so giving up on
 * agents that a busy host made late would keep it from scaling up.
 */
const DEADLINE_SHARE = 0.5;

/** What a metrics server does: asks every node for the usage of its pods, once a period, and passes on what came in time. */
export class UsageScraper {
  private readonly before = new Map<number, Counters>();
  private round = 0;
  private reports: { readonly report: UsageReport; readonly atUs: number }[] = [];
  private latencies = new Map<string, number[]>();
  private awaited = new Set<string>();
  /** Ends the scrape that is under way. */
  private finish: () => void = () => undefined;

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
    const { metricsUs } = this.run.cluster.lags;
    this.stop = onTheBeat(metricsUs, nowUs, () => {
      const takenUs = nowUs();
      this.round++;
      this.reports = [];
      this.awaited = new Set([...this.nodes.values()].filter(({ toldSilent }) => !toldSilent).map(({ name }) => name));
      for (const node of this.nodes.values()) node.link.post({ scrape: this.round });
      const timer = setTimeout(() => this.finish(), (DEADLINE_SHARE * metricsUs) / 1000);
      this.finish = () => {
        clearTimeout(timer);
        this.finish = () => undefined;
        post(this.collect(), takenUs);
      };
    });
  }

  reported({ name }: LightNode, report: UsageReport): void {
    if (report.usage !== this.round) return;
    this.reports.push({ report, atUs: monotonicUs() });
    this.awaited.delete(name);
    if (this.awaited.size === 0) this.finish();
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
