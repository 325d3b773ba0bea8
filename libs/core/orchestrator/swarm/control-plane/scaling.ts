import type { AutoscalerRule } from '#core/entry';
import { Autoscaler } from '../../autoscaler/index.js';
import type { WorldEvent } from '../../world-event.js';
import type { Manager } from './manager.js';
import type { ServiceRecord } from './records.js';
import { TASK_STATE } from './task-state.js';

type Metrics = Extract<WorldEvent, { kind: 'metrics' }>;

/** The sidecar of an `autoscaler.yaml`: reads usage at every scrape and says `docker service scale`. */
export class Scaling {
  private readonly autoscalers: readonly Autoscaler[];

  constructor(
    private readonly manager: Manager,
    rules: readonly AutoscalerRule[],
    private readonly scale: (service: ServiceRecord, replicas: number) => void,
  ) {
    this.autoscalers = rules.map((rule) => new Autoscaler(rule));
  }

  scraped({ pods, apps }: Metrics): void {
    if (this.autoscalers.length === 0) return;
    const usage = new Map(pods.map((pod) => [pod.pod, pod]));
    for (const autoscaler of this.autoscalers) {
      const service = this.manager.store.services.get(autoscaler.rule.name);
      if (service === undefined) continue;
      const { spec } = service.version;
      let [ready, cpuMilli, requestsPerSecondMilli] = [0, 0, 0];
      for (const tasks of service.slots.values())
        for (const task of tasks) {
          const used = task.state === TASK_STATE.running && task.desired === TASK_STATE.running ? usage.get(task.id) : undefined;
          if (used === undefined) continue;
          ready += 1;
          cpuMilli += used.cpuMilli;
          requestsPerSecondMilli += used.requestsPerSecondMilli;
        }
      const decision = autoscaler.decide(this.manager.nowUs, {
        replicas: spec.replicas,
        ready,
        cpuMilli,
        cpuPerReplicaMilli: Math.floor((spec.reservations.nanoCpus || spec.limits.nanoCpus || 0) / 1_000_000),
        requestsPerSecondMilli,
        backlog: apps.find((app) => app.app === spec.app)?.backlog ?? 0,
      });
      if (decision === null) continue;
      this.manager.note('scaled', service.name, decision.text);
      this.scale(service, decision.replicas);
    }
  }
}
