import type { SwarmEntry, SwarmService } from '#core/entry';
import { Autoscaler } from '#core/orchestrator/autoscaler';
import type { ClusterListener, LoadChannel } from '../cluster/live-cluster.js';
import { onTheBeat } from '../cluster/on-the-beat.js';
import type { Reading } from '../programs/load-generator.js';
import type { TaskPod } from './swarm-tasks.js';

/** Readings that have not come by then are not waited for: their replicas count as silent. */
const READ_TIMEOUT_MS = 700;

/** What all replicas of a service did since they were read before. */
interface Use {
  readonly cpuMilli: number;
  readonly requestsPerSecondMilli: number;
  readonly backlog: number;
}

export interface AutoscaledCluster {
  readonly pods: () => readonly TaskPod[];
  readonly load: LoadChannel;
  readonly scale: (service: string, replicas: number) => Promise<void>;
  readonly listener: ClusterListener;
}

/**
 * The sidecar of an `autoscaler.yaml`, for real: asks every replica over the network that they are all on what it used and did,
 * and says `docker service scale`.
 */
export class ServiceAutoscaler {
  private readonly autoscalers: readonly { readonly autoscaler: Autoscaler; readonly service: SwarmService }[];
  private readonly replicas = new Map<string, number>();
  private readonly before = new Map<string, Reading & { readonly atUs: number }>();
  private readonly waiting = new Map<number, (readings: readonly Reading[]) => void>();
  private round = 0;
  stop: () => void = () => undefined;

  constructor(
    entry: SwarmEntry,
    private readonly cluster: AutoscaledCluster,
  ) {
    this.autoscalers = entry.autoscalers.flatMap((rule) => {
      const service = entry.services.find(({ name }) => name === rule.name);
      return service === undefined ? [] : [{ autoscaler: new Autoscaler(rule), service }];
    });
    for (const { service } of this.autoscalers) this.replicas.set(service.name, service.replicas);
    cluster.load.onReport((report) => {
      if ('readings' in report) this.waiting.get(report.readings)?.(report.of);
    });
  }

  /** Readings are taken once a period and reach the autoscaler `delayUs` later, as in the simulated world. */
  begin(periodUs: number, delayUs: number, nowUs: () => number): void {
    if (this.autoscalers.length === 0) return;
    this.stop = onTheBeat(periodUs, nowUs, () => {
      const takenUs = nowUs();
      void this.read().then(async (readings) => {
        await new Promise((resolve) => setTimeout(resolve, (takenUs + delayUs - nowUs()) / 1000));
        await this.decide(readings, takenUs, periodUs, nowUs());
      });
    });
  }

  private async read(): Promise<readonly Reading[]> {
    const endpoints = this.cluster.pods().flatMap(({ endpoint }) => endpoint ?? []);
    const round = ++this.round;
    const { promise, resolve } = withResolvers<readonly Reading[]>();
    this.waiting.set(round, resolve);
    const timer = setTimeout(() => resolve([]), READ_TIMEOUT_MS);
    this.cluster.load.send({ read: round, endpoints });
    const readings = await promise;
    clearTimeout(timer);
    this.waiting.delete(round);
    return readings;
  }

  private async decide(readings: readonly Reading[], takenUs: number, periodUs: number, nowUs: number): Promise<void> {
    const byKey = new Map(readings.map((reading) => [reading.key, reading]));
    for (const { autoscaler, service } of this.autoscalers) {
      const ready = this.cluster.pods().filter((pod) => pod.app === service.app && pod.phase === 'ready');
      const uses = ready.map((pod) => this.useOf(byKey.get(pod.key), takenUs, periodUs));
      const sum = (of: (use: Use) => number): number => uses.reduce((total, use) => total + of(use), 0);
      const decision = autoscaler.decide(nowUs, {
        replicas: this.replicas.get(service.name) ?? service.replicas,
        ready: ready.length,
        cpuMilli: sum(({ cpuMilli }) => cpuMilli),
        cpuPerReplicaMilli: Math.floor((service.reservations.nanoCpus || service.limits.nanoCpus || 0) / 1_000_000),
        requestsPerSecondMilli: sum(({ requestsPerSecondMilli }) => requestsPerSecondMilli),
        backlog: sum(({ backlog }) => backlog),
      });
      if (decision === null) continue;
      this.replicas.set(service.name, decision.replicas);
      this.cluster.listener.log(nowUs, 'note', 'scaled', service.name, null, null, decision.text);
      await this.cluster.scale(service.name, decision.replicas).catch(() => undefined);
    }
    for (const reading of readings) this.before.set(reading.key, { ...reading, atUs: takenUs });
  }

  /** Counters of a replica that is new, or was started again, begin at nothing. */
  private useOf(reading: Reading | undefined, takenUs: number, periodUs: number): Use {
    if (reading === undefined) return { cpuMilli: 0, requestsPerSecondMilli: 0, backlog: 0 };
    const seen = this.before.get(reading.key);
    const before = seen === undefined || seen.finished > reading.finished ? { cpuUs: 0, finished: 0, atUs: takenUs - periodUs } : seen;
    const sinceUs = Math.max(1, takenUs - before.atUs);
    return {
      cpuMilli: Math.round(((reading.cpuUs - before.cpuUs) * 1000) / sinceUs),
      requestsPerSecondMilli: Math.round(((reading.finished - before.finished) * 1e9) / sinceUs),
      backlog: reading.backlog,
    };
  }
}

function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
