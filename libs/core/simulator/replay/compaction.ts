import type { ControlPlane } from '#core/orchestrator';
import { RandomStream } from '#core/random';
import type { DrawnNode, DrawnPod, DrawnRun } from '#core/scenario';
import { MILLISECOND, NEVER, SECOND } from '#core/units';
import { keyOfPod } from '../measure/key-of-pod.js';
import { World } from '../world/world.js';

/** Different orders of taking machines away; the median of what they leave counts. */
const TRIALS = 3;
const BETWEEN_PODS_US = 10 * MILLISECOND;
/** After the last pod: enough for a pod that found no place at first to be tried again. */
const SETTLE_US = 20 * SECOND;

/**
 * On how few machines the same control plane can place what the scenario submitted and what ran at the end: pods arrive one by
 * one, by their number, in an empty cluster from which machines were taken away in random order (Verma, Korupolu and Wilkes, "Evaluating
 * job packing in warehouse-scale computing", CLUSTER'14). Null when nothing that was submitted ran at the end. Where no other control
 * plane can be made (`again` null), it is the machines that hold pods.
 */
export function compactedNodes(world: World, again: ((run: DrawnRun) => ControlPlane) | null): number | null {
  const { run } = world;
  const keys = new Set(world.machines.flatMap((machine) => Array.from(machine.pods, keyOfPod)));
  const pods = run.pods.filter(({ key }) => keys.has(key));
  if (pods.length === 0) return null;
  if (again === null) return world.machines.filter((machine) => machine.pods.size > 0).length;
  const nodes = world.machines.filter((machine) => !machine.left).map((machine) => machine.drawn);
  const results = Array.from({ length: TRIALS }, (_, trial) => {
    const order = new RandomStream(run.seed, `compaction/${trial}`).shuffle(nodes.slice());
    return smallest(fewest(order, pods), nodes.length, (count) => fits(run, order.slice(0, count), pods, again));
  });
  return results.sort((a, b) => a - b)[TRIALS >> 1] as number;
}

/** The smallest count between the bounds that does; the upper one is known to have done, in another order of arrival. */
function smallest(low: number, high: number, does: (count: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (does(middle)) to = middle;
    else from = middle + 1;
  }
  return to;
}

/** No fewer can hold them, whoever packs. */
function fewest(order: readonly DrawnNode[], pods: readonly DrawnPod[]): number {
  let cpu = pods.reduce((sum, pod) => sum + pod.requests.cpuMilli, 0);
  let memory = pods.reduce((sum, pod) => sum + pod.requests.memoryBytes, 0);
  let count = 0;
  while (count < order.length && (cpu > 0 || memory > 0)) {
    const { allocatable } = (order[count++] as DrawnNode).facts;
    cpu -= allocatable.cpuMilli;
    memory -= allocatable.memoryBytes;
  }
  return Math.max(1, count);
}

function fits(run: DrawnRun, nodes: readonly DrawnNode[], pods: readonly DrawnPod[], again: (run: DrawnRun) => ControlPlane): boolean {
  const horizonUs = pods.length * BETWEEN_PODS_US + SETTLE_US;
  const small: DrawnRun = {
    ...run,
    clock: { horizonUs, warmupUs: 0, windowUs: horizonUs },
    nodes: nodes.map((node, id) => ({ ...node, facts: { ...node.facts, id } })),
    growth: run.growth.map((growth) => ({ ...growth, pool: { ...growth.pool, min: 0, max: 0 } })),
    arrivals: () => ({ nextArrivalUs: () => NEVER }),
    faults: [],
    releases: [],
    jobs: [],
    pods: pods.map((pod, index) => ({ ...pod, atUs: index * BETWEEN_PODS_US, untilUs: NEVER })),
    packing: null,
  };
  const world = new World(small, again(small));
  world.advance(horizonUs);
  const keys = new Set(world.machines.flatMap((machine) => Array.from(machine.pods, keyOfPod)));
  return pods.every(({ key }) => keys.has(key));
}
