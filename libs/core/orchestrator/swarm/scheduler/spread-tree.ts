import type { NodeInfo } from './node-info.js';
import type { SwarmTaskSpec } from './swarm-task-spec.js';

/** A level of the spread preferences: branches by label value; nodes at the leaves. */
export interface SpreadTree {
  /** Active tasks of the service on all nodes below, eligible or not. */
  tasks: number;
  readonly branches: Map<string, SpreadTree>;
  readonly nodes: NodeInfo[];
}

const newTree = (): SpreadTree => ({ tasks: 0, branches: new Map(), nodes: [] });

/** Builds the tree. Nodes without the label share the branch of the empty value; descriptors of other kinds are passed over. */
export function spreadTree(nodes: readonly NodeInfo[], spec: SwarmTaskSpec): SpreadTree {
  const root = newTree();
  const levels = spec.spreadPreferences.map(labelReader).filter((reader) => reader !== undefined);
  for (const node of nodes) {
    const tasks = node.tasksOf(spec.service);
    let tree = root;
    for (const read of levels) {
      tree.tasks += tasks;
      const value = read(node);
      const branch = tree.branches.get(value) ?? newTree();
      tree.branches.set(value, branch);
      tree = branch;
    }
    tree.tasks += tasks;
    tree.nodes.push(node);
  }
  return inOrder(root);
}

/** Which branch gets the remainder is chance in swarmkit (the order of a map); here it is the first by its label. */
function inOrder(tree: SpreadTree): SpreadTree {
  if (tree.branches.size === 0) return tree;
  const sorted = [...tree.branches].sort(([a], [b]) => (a < b ? -1 : 1));
  tree.branches.clear();
  for (const [value, branch] of sorted) tree.branches.set(value, inOrder(branch));
  return tree;
}

function labelReader(descriptor: string): ((info: NodeInfo) => string) | undefined {
  const lower = descriptor.toLowerCase();
  if (lower.startsWith('node.labels.')) return ({ node }) => node.labels[descriptor.slice('node.labels.'.length)] ?? '';
  if (lower.startsWith('engine.labels.')) return ({ node }) => node.description?.engineLabels[descriptor.slice('engine.labels.'.length)] ?? '';
  return undefined;
}
