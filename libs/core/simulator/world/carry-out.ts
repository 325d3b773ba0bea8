import type { PodId } from '#core/cluster';
import type { Action } from '#core/orchestrator';
import { EventKind } from '../engine/event-kind.js';
import type { Machine } from '../node/machine.js';
import { InvalidAction } from './invalid-action.js';
import type { World } from './world.js';

/** Does what a control plane decided in one step, in order. */
export function carryOut(world: World, actions: readonly Action[]): void {
  if (actions.length === 0) return;
  const notes = actions.flatMap((action) => (action.kind === 'note' ? [action.note] : []));
  if (notes.length > 0) world.observer.notes(notes, (node) => node !== null && (world.machines[node]?.forced ?? 0) > 0);
  for (const action of actions) {
    switch (action.kind) {
      case 'start-pod':
        startPod(world, action);
        break;
      case 'pull-image':
        pullImage(world, action);
        break;
      case 'stop-pod':
        stopPod(world, action);
        break;
      case 'route':
        route(world, action);
        break;
      case 'resize-pool':
        resizePool(world, action);
        break;
      case 'note':
        world.log.add(world.nowUs, 'note', action.note.what, action.note.subject, action.note.pod, action.note.node, action.note.text);
        break;
    }
  }
}

function startPod(world: World, action: Action & { kind: 'start-pod' }): void {
  const { node, pod } = action;
  const machine = world.machines[node];
  if (machine === undefined) throw new InvalidAction(`pod ${pod.name} was given to node ${node}, which does not exist`);
  if (world.started.has(pod.id)) throw new InvalidAction(`pod ${pod.name} was given to node ${machine.drawn.facts.name} and had been given to a node before`);
  world.started.add(pod.id);
  world.log.add(world.nowUs, 'start-pod', pod.id, pod.name, machine.drawn.facts.name, pod.image);
  world.observer.podAssigned(pod);
  if (machine.left) {
    // Whoever does not know yet that the machine left will learn it for all its pods at once.
    if (machine.toldLeft) world.sayGone(pod.id, null);
  } else if (machine.reachable) world.agents.start(machine, pod);
  else machine.unheard.push(action);
}

function pullImage(world: World, { node, image }: Action & { kind: 'pull-image' }): void {
  const machine = world.machines[node];
  if (machine === undefined) throw new InvalidAction(`image ${image} was to be pulled by node ${node}, which does not exist`);
  world.log.add(world.nowUs, 'pull-image', machine.drawn.facts.name, image);
  if (machine.reachable) world.agents.prefetch(machine, image);
}

function stopPod(world: World, action: Action & { kind: 'stop-pod' }): void {
  world.log.add(world.nowUs, 'stop-pod', action.pod);
  const machine = world.agents.podOf(action.pod)?.node ?? waitingAt(world.machines, action.pod);
  if (machine === undefined || machine.left) return;
  if (machine.reachable) world.agents.stop(action.pod, action.graceUs);
  else machine.unheard.push(action);
}

/** The machine whose agent has not heard of the pod yet. */
function waitingAt(machines: readonly Machine[], pod: number): Machine | undefined {
  return machines.find(({ unheard }) => unheard.some((action) => action.kind === 'start-pod' && action.pod.id === pod));
}

function route(world: World, { app, pods }: Action & { kind: 'route' }): void {
  const index = world.appNamed(app)?.index;
  if (index === undefined) return;
  const before = world.routed[index] as ReadonlySet<PodId>;
  const now = new Set(pods);
  world.routed[index] = now;
  // What changed, so that the log of a large application grows with what happens to it and not with its size.
  world.log.add(
    world.nowUs,
    'route',
    app,
    now.size,
    pods.filter((pod) => !before.has(pod)),
    [...before].filter((pod) => !now.has(pod)),
  );
  world.routes[index]?.push(pods);
  world.queue.at(world.nowUs + world.run.cluster.lags.routeUs, EventKind.routeApplied, index);
}

function resizePool(world: World, { pool, count, remove }: Action & { kind: 'resize-pool' }): void {
  const refusal = world.pools.resize(pool, count, remove);
  world.log.add(world.nowUs, 'resize-pool', pool, count, refusal ?? 'accepted');
}
