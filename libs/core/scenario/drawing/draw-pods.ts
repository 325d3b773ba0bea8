import { gpusIn, type Resources } from '#core/cluster';
import { RandomStream } from '#core/random';
import { NEVER } from '#core/units';
import { draw } from '../draw.js';
import type { DrawnNode, DrawnPod } from '../drawn-run.js';
import type { PackingRule, PackingTrace, PodShape } from '../scenario.js';

/** The pods of a packing scenario, in the order in which they are submitted. */
export function drawPods(rule: PackingRule | null, nodes: readonly DrawnNode[], horizonUs: number, seed: number): readonly DrawnPod[] {
  if (rule === null) return [];
  if (rule.trace !== null) return tracedPods(rule, rule.trace, horizonUs);
  const stream = new RandomStream(seed, 'packing');
  const measure = capacity(nodes, gpusIn) > 0 && rule.shapes.some((shape) => gpusIn(shape.requests) > 0) ? gpusIn : cpuIn;
  const goal = rule.untilShareMilli === null ? Number.POSITIVE_INFINITY : (capacity(nodes, measure) * rule.untilShareMilli) / 1000;
  const pods: DrawnPod[] = [];
  let asked = 0;
  for (let at = rule.firstAtUs; pods.length < rule.count && at < horizonUs && asked < goal; at += draw(rule.everyUs, stream)) {
    const shape = pickShape(rule.shapes, stream);
    const lifetime = shape.lifetimeUs === null ? NEVER : draw(shape.lifetimeUs, stream);
    asked += measure(shape.requests);
    pods.push(podOf(shape, pods.length + 1, at, lifetime));
  }
  return pods;
}

function tracedPods(rule: PackingRule, trace: PackingTrace, horizonUs: number): readonly DrawnPod[] {
  return trace.atUs.flatMap((at, index) =>
    at >= horizonUs ? [] : [podOf(rule.shapes[trace.shape[index] as number] as PodShape, index + 1, at, trace.lifetimeUs[index] ?? NEVER)],
  );
}

const podOf = ({ app, requests, priority, nodeSelector }: PodShape, number: number, atUs: number, lifetimeUs: number): DrawnPod => ({
  atUs,
  untilUs: lifetimeUs === NEVER ? NEVER : atUs + lifetimeUs,
  key: `pod-${number}`,
  app,
  requests,
  priority,
  nodeSelector,
});

type Measure = (resources: Resources) => number;

/** Where there are GPUs to be had and asked for, they are what runs out. */
const cpuIn: Measure = ({ cpuMilli }) => cpuMilli;
const capacity = (nodes: readonly DrawnNode[], measure: Measure): number => nodes.reduce((sum, node) => sum + measure(node.facts.allocatable), 0);

function pickShape(shapes: readonly PodShape[], stream: RandomStream): PodShape {
  let left = stream.uniform() * shapes.reduce((sum, shape) => sum + shape.weight, 0);
  for (const shape of shapes) {
    left -= shape.weight;
    if (left < 0) return shape;
  }
  return shapes[shapes.length - 1] as PodShape;
}
