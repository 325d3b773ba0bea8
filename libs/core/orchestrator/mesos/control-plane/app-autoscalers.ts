import type { AutoscalerRule } from '#core/entry';
import { Autoscaler, type AutoscalerReading } from '../../autoscaler/index.js';
import type { AppUsage, PodUsage } from '../../world-event.js';
import type { AppState } from '../marathon/instances/app-state.js';
import { isServing } from '../marathon/instances/instance.js';
import type { Marathon } from '../marathon/marathon.js';

/** The sidecar of an entry's `autoscaler.yaml`: reads usage of its apps and puts their number of instances through Marathon's API. */
export class AppAutoscalers {
  private readonly autoscalers: readonly Autoscaler[];

  constructor(
    private readonly marathon: Marathon,
    rules: readonly AutoscalerRule[],
  ) {
    this.autoscalers = rules.map((rule) => new Autoscaler(rule));
  }

  scraped(nowUs: number, pods: readonly PodUsage[], apps: readonly AppUsage[]): void {
    if (this.autoscalers.length === 0) return;
    const usage = new Map(pods.map((pod) => [pod.pod, pod]));
    for (const autoscaler of this.autoscalers) {
      const app = this.marathon.app(autoscaler.rule.name);
      // While a deployment is at work Marathon would refuse.
      if (app === undefined || app.locked) continue;
      const decision = autoscaler.decide(nowUs, readingOf(app, usage, apps));
      if (decision !== null) this.marathon.scale(app.id, decision.replicas, decision.text);
    }
  }
}

function readingOf(app: AppState, usage: ReadonlyMap<number, PodUsage>, apps: readonly AppUsage[]): AutoscalerReading {
  let ready = 0;
  let cpuMilli = 0;
  let requestsPerSecondMilli = 0;
  for (const instance of app.instances) {
    const used = isServing(instance) ? usage.get(instance.pod) : undefined;
    if (used === undefined) continue;
    ready++;
    cpuMilli += used.cpuMilli;
    requestsPerSecondMilli += used.requestsPerSecondMilli;
  }
  const { app: application, cpus } = app.spec.app;
  const backlog = apps.find((one) => one.app === application)?.backlog ?? 0;
  return { replicas: app.wanted, ready, cpuMilli, cpuPerReplicaMilli: Math.round(cpus * 1000), requestsPerSecondMilli, backlog };
}
