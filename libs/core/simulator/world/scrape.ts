import type { AppUsage, PodUsage } from '#core/orchestrator';
import { EventKind } from '../engine/event-kind.js';
import type { PodOnNode } from '../node/pod-on-node.js';
import type { World } from './world.js';

/** Reads usage of all pods that can be reached and of all balancers, and starts the next period. */
export function scrape(world: World): void {
  const periodUs = world.run.cluster.lags.metricsUs;
  const pods: PodUsage[] = [];
  for (const machine of world.machines)
    if (machine.reachable && !machine.left) for (const pod of machine.pods) if (pod.stage === 'up') pods.push(usageOf(pod, world.nowUs, periodUs));
  const apps = world.apps.map(
    ({ app, arrivedSinceScrape, balancer, sinceScrape }): AppUsage => ({
      app: app.name,
      requestsPerSecondMilli: Math.round((arrivedSinceScrape * 1e9) / periodUs),
      backlog: balancer.endpoints.reduce((sum, pod) => sum + pod.backlog.length, 0),
      latencyP99Us: sinceScrape.quantile(990) ?? 0,
    }),
  );
  for (const app of world.apps) {
    app.arrivedSinceScrape = 0;
    app.sinceScrape.reset();
  }
  world.post('metrics', { kind: 'metrics', pods, apps });
  world.queue.at(world.nowUs + periodUs, EventKind.scrape);
}

function usageOf(pod: PodOnNode, nowUs: number, periodUs: number): PodUsage {
  if (pod.share !== null) pod.node.processor.sync(pod.share, nowUs);
  const used = pod.usedBefore + (pod.share?.usedMilliUs ?? 0);
  const usage: PodUsage = {
    pod: pod.spec.id,
    cpuMilli: Math.round((used - pod.usedAtScrape) / periodUs),
    memoryBytes: pod.memoryBytes,
    requestsPerSecondMilli: Math.round(((pod.finished - pod.finishedAtScrape) * 1e9) / periodUs),
    inFlight: pod.inService,
  };
  pod.usedAtScrape = used;
  pod.finishedAtScrape = pod.finished;
  return usage;
}
