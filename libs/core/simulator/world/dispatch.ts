import { EventKind } from '../engine/event-kind.js';
import type { Machine } from '../node/machine.js';
import type { PodOnNode } from '../node/pod-on-node.js';
import { scrape } from './scrape.js';
import type { World } from './world.js';

/** Lets one event happen. The busiest kinds come first. */
export function dispatch(world: World, kind: EventKind, a: number, b: number): void {
  switch (kind) {
    case EventKind.arrival:
      return world.flow.arrive(a);
    case EventKind.completion:
      return completions(world, world.machines[a] as Machine);
    case EventKind.waitOver:
      return world.flow.waitOver(a, b);
    case EventKind.timeout:
      return world.flow.expire(a);
    case EventKind.retry:
      return world.flow.retry(a, b);
    case EventKind.readinessProbe:
      return world.agents.probe.readiness(a);
    case EventKind.livenessProbe:
      return world.agents.probe.liveness(a);
    case EventKind.startupProbe:
      return world.agents.probe.startup(a);
    case EventKind.podStep:
      return world.agents.podStep(a);
    case EventKind.stopStep:
      return world.agents.stopStep(a);
    case EventKind.memoryKill:
      return world.agents.memoryKill(a);
    case EventKind.pullDone:
      return pulled(world);
    case EventKind.unpacked:
      return world.agents.unpacked(world.machines[a] as Machine, b);
    case EventKind.routeApplied:
      return applyRoute(world, a);
    case EventKind.submission:
      return world.submissions.due(a, b);
    case EventKind.scrape:
      return scrape(world);
    case EventKind.window:
      return windowOver(world, a === 1);
    default:
      return fault(world, kind, a, b);
  }
}

function fault(world: World, kind: EventKind, a: number, b: number): void {
  switch (kind) {
    case EventKind.fault:
      return world.faults.begin(a);
    case EventKind.faultEnd:
      return world.faults.end(a);
    case EventKind.maintenance:
      return world.faults.maintenance(a, b);
    case EventKind.nodeReturn:
      return world.faults.returned(a, b);
    case EventKind.nodeGone:
      return world.faults.reclaimed(a);
    case EventKind.heartbeatDue:
      return world.heartbeatMissed(a);
    case EventKind.nodeJoin:
      return joined(world, a, b);
    default:
      throw new Error(`no such event: ${kind}`);
  }
}

function completions(world: World, machine: Machine): void {
  const { processor } = machine;
  while (processor.takeFinished(world.nowUs)) {
    if (processor.finishedWork < 0) world.agents.workDone(processor.finishedPod);
    else world.flow.computed(processor.finishedWork);
  }
  world.completionMoved(machine);
}

function pulled(world: World): void {
  for (const { machine, image } of world.pulls.takeFinished(world.nowUs)) world.agents.downloaded(machine, image);
}

/** The balancer of an application acts on what it was told some time ago. */
function applyRoute(world: World, app: number): void {
  const ids = world.routes[app]?.shift() ?? [];
  const pods = ids.map((id) => world.agents.podOf(id)).filter((pod): pod is PodOnNode => pod?.app === app);
  world.apps[app]?.balancer.route(pods);
}

function joined(world: World, pool: number, order: number): void {
  const node = world.pools.joined(pool, order);
  if (node === null) return;
  const darkUntilUs = world.faults.darkUntilUs(node.facts.zone);
  if (darkUntilUs > world.nowUs) return world.pools.later(pool, order, node, darkUntilUs);
  world.addMachine(node, false);
}

function windowOver(world: World, warmedUp: boolean): void {
  const { nowUs, run, observer } = world;
  if (warmedUp) return observer.usage.warmedUp(nowUs);
  observer.timeline.sample(world.machines, observer.pending, nowUs);
  const nextUs = nowUs + run.clock.windowUs;
  if (nextUs <= run.clock.horizonUs) world.queue.at(nextUs, EventKind.window);
}
