import type { GenericAssignment, NodeInfo } from './node-info.js';
import { type NodeOrder, nodeOrder } from './node-order.js';
import { Pipeline } from './pipeline.js';
import { type SpreadTree, spreadTree } from './spread-tree.js';
import type { SwarmTaskSpec } from './swarm-task-spec.js';

export interface GroupPlacement {
  /** One entry a placed task, in order of placement. */
  readonly placed: readonly { readonly node: NodeInfo; readonly assigned: GenericAssignment }[];
  readonly pending: number;
  /** Why the rest stays pending; null when nothing does. */
  readonly error: string | null;
}

interface Group {
  readonly spec: SwarmTaskSpec;
  readonly pipeline: Pipeline;
  readonly order: NodeOrder;
  /** Tasks of the group, the most nodes a leaf keeps. */
  readonly size: number;
  readonly placed: { node: NodeInfo; assigned: GenericAssignment }[];
}

/**
 * Places `count` pending tasks of one version of a service in one pass, and counts them on the nodes it chooses. `nodes`
 * come in the order that decides between equal ones. Source: swarmkit `manager/scheduler/scheduler.go`.
 */
export function scheduleGroup(nodes: readonly NodeInfo[], spec: SwarmTaskSpec, count: number, nowUs: number): GroupPlacement {
  const group: Group = { spec, pipeline: new Pipeline(spec), order: nodeOrder(spec, nowUs), size: count, placed: [] };
  const tree = spreadTree(nodes, spec);
  keepBest(tree, group);
  const placed = onSubtree(count, tree, group);
  return { placed: group.placed, pending: count - placed, error: placed === count ? null : group.pipeline.explain() };
}

/** Leaves keep the nodes that pass, at most as many as there are tasks, the best first. */
function keepBest(tree: SpreadTree, group: Group): void {
  for (const branch of tree.branches.values()) keepBest(branch, group);
  const best = tree.nodes.filter((node) => group.pipeline.process(node)).sort(group.order);
  tree.nodes.splice(0, tree.nodes.length, ...best.slice(0, group.size));
}

/** Evens out the branches: each gets what it lacks to the common target; one without room drops out and the rest share again. */
function onSubtree(count: number, tree: SpreadTree, group: Group): number {
  if (tree.branches.size === 0) return onNodes(count, tree, group);
  const full = new Set<SpreadTree>();
  let scheduled = 0;
  let tasksInUsable = tree.tasks;
  while (scheduled !== count && full.size !== tree.branches.size) {
    const usable = tree.branches.size - full.size;
    const target = Math.floor((tasksInUsable + count - scheduled) / usable);
    let remainder = (tasksInUsable + count - scheduled) % usable;
    for (const branch of tree.branches.values()) {
      if (full.has(branch)) continue;
      if (branch.tasks > target || (branch.tasks === target && remainder === 0)) continue;
      const wanted = target - branch.tasks + (remainder > 0 ? 1 : 0);
      const got = onSubtree(wanted, branch, group);
      if (got < wanted) {
        full.add(branch);
        tasksInUsable -= branch.tasks;
      } else if (remainder > 0) remainder -= 1;
      scheduled += got;
    }
  }
  return scheduled;
}

/**
 * Fills the nodes of a leaf: stays on a node until the next is strictly better, and after the last goes round. So an emptier
 * node is filled one beyond its neighbour, never level with it.
 */
function onNodes(count: number, leaf: SpreadTree, group: Group): number {
  const nodes = leaf.nodes.filter((node) => group.pipeline.process(node)).sort(group.order);
  if (nodes.length === 0) return 0;
  // A branch may be asked for more than is left of the group: the target counts tasks that other branches just got.
  const wanted = Math.min(count, group.size - group.placed.length);
  if (wanted === 0) return 0;
  const failed = new Set<number>();
  let at = 0;
  for (let scheduled = 1; ; scheduled++) {
    const node = nodes[at % nodes.length] as NodeInfo;
    group.placed.push({ node, assigned: node.addTask(group.spec) });
    if (scheduled === wanted) return scheduled;
    if (at + 1 >= nodes.length || group.order(nodes[at + 1] as NodeInfo, node) < 0) at += 1;
    const from = at;
    while (failed.has(at % nodes.length) || !group.pipeline.process(nodes[at % nodes.length] as NodeInfo)) {
      failed.add(at % nodes.length);
      at += 1;
      if (at - from === nodes.length) return scheduled;
    }
  }
}
