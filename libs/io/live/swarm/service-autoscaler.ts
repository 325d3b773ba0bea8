import type { SwarmEntry, SwarmService } from '#core/entry';
import { Autoscaler } from '#core/orchestrator/autoscaler';
import type { ClusterListener } from '../cluster/live-cluster.js';
import { type SwarmNode, within } from './swarm-node.js';
import type { TaskPod } from './swarm-tasks.js';

interface Stats {
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
}

/** The sidecar of an `autoscaler.yaml`, for real: reads what containers used from their engines and says `docker service scale`. */
export class ServiceAutoscaler {
  private readonly autoscalers: readonly { readonly autoscaler: Autoscaler; readonly service: SwarmService }[];
  private readonly replicas = new Map<string, number>();
  private readonly cpuBefore = new Map<string, { readonly us: number; readonly atUs: number }>();
  private served = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    entry: SwarmEntry,
    private readonly pods: () => readonly TaskPod[],
    private readonly nodes: ReadonlyMap<number, SwarmNode>,
    private readonly scale: (service: string, replicas: number) => Promise<void>,
    private readonly listener: ClusterListener,
  ) {
    this.autoscalers = entry.autoscalers.flatMap((rule) => {
      const service = entry.services.find(({ name }) => name === rule.name);
      return service === undefined ? [] : [{ autoscaler: new Autoscaler(rule), service }];
    });
    for (const { service } of this.autoscalers) this.replicas.set(service.name, service.replicas);
  }

  begin(periodUs: number, nowUs: () => number): void {
    if (this.autoscalers.length === 0) return;
    this.timer = setInterval(() => void this.look(nowUs(), periodUs).catch(() => undefined), periodUs / 1000);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** External requests answered: what `requestsPerReplica` counts. */
  answered(count: number): void {
    this.served += count;
  }

  private async look(nowUs: number, periodUs: number): Promise<void> {
    const rate = Math.round((this.served * 1e9) / periodUs);
    this.served = 0;
    for (const { autoscaler, service } of this.autoscalers) {
      const pods = this.pods().filter((pod) => pod.app === service.app && pod.phase === 'ready');
      const used = await Promise.all(pods.map((pod) => this.cpuMilli(pod, nowUs)));
      const decision = autoscaler.decide(nowUs, {
        replicas: this.replicas.get(service.name) ?? service.replicas,
        ready: pods.length,
        cpuMilli: used.reduce((sum, milli) => sum + milli, 0),
        cpuPerReplicaMilli: Math.floor((service.reservations.nanoCpus || service.limits.nanoCpus || 0) / 1_000_000),
        requestsPerSecondMilli: rate,
        backlog: 0,
      });
      if (decision === null) continue;
      this.replicas.set(service.name, decision.replicas);
      this.listener.log(nowUs, 'note', 'scaled', service.name, null, null, decision.text);
      await this.scale(service.name, decision.replicas);
    }
  }

  private async cpuMilli(pod: TaskPod, nowUs: number): Promise<number> {
    const id = pod.task.Status.ContainerStatus?.ContainerID;
    const node = pod.node === null ? undefined : this.nodes.get(pod.node);
    if (id === undefined || node === undefined) return 0;
    const stats = (await within(node.docker.getContainer(id).stats({ stream: false, 'one-shot': true }), 1_000).catch(() => ({}))) as Stats;
    const us = (stats.cpu_stats?.cpu_usage?.total_usage ?? 0) / 1000;
    const before = this.cpuBefore.get(pod.key);
    this.cpuBefore.set(pod.key, { us, atUs: nowUs });
    return before === undefined || nowUs <= before.atUs ? 0 : Math.max(0, ((us - before.us) * 1000) / (nowUs - before.atUs));
  }
}
