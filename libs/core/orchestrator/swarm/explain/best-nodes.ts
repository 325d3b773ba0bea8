import { type NodeInfo, nodeOrder, type SpreadTree, spreadTree, type SwarmTaskSpec } from '../scheduler/index.js';

/** The nodes any of which the next task may get: the best of those branches that have the fewest tasks of the service and room. */
export function bestNodes(nodes: readonly NodeInfo[], fitting: readonly NodeInfo[], spec: SwarmTaskSpec): readonly NodeInfo[] {
  const fits = new Set(fitting);
  const order = nodeOrder(spec, 0);
  const within = (tree: SpreadTree): readonly NodeInfo[] => {
    if (tree.branches.size === 0) {
      const usable = tree.nodes.filter((node) => fits.has(node));
      return usable.filter((node) => usable.every((other) => order(other, node) >= 0));
    }
    const branches = [...tree.branches.values()].map((branch) => ({ tasks: branch.tasks, best: within(branch) })).filter(({ best }) => best.length > 0);
    const fewest = Math.min(...branches.map(({ tasks }) => tasks));
    return branches.filter(({ tasks }) => tasks === fewest).flatMap(({ best }) => best);
  };
  return within(spreadTree(nodes, spec));
}
