import type { Plugin } from '../../cycle/plugin.js';
import type { NodeInfo } from '../../snapshot/node-info.js';

const MEBIBYTE = 1024 * 1024;
const LEAST = 23 * MEBIBYTE;
const MOST_PER_CONTAINER = 1000 * MEBIBYTE;

/** An image counts with its size, scaled down by how few nodes have it, so that pods do not all crowd onto the one node that does. */
function bytesOf(names: readonly string[], node: NodeInfo, nodes: number): number {
  let sum = 0;
  for (const name of names) {
    const state = node.imageStates.get(name);
    if (state !== undefined) sum += Math.trunc(state.size * (state.nodes / nodes));
  }
  return sum;
}

function scoreOf(bytes: number, most: number): number {
  const clamped = Math.min(Math.max(bytes, LEAST), most);
  return Math.floor((100 * (clamped - LEAST)) / (most - LEAST));
}

/** Prefers nodes that already hold the pod's images, by their bytes. */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  local: true,
  prepareScore: ({ pod, cluster }) => {
    const { images, containers } = pod.traits;
    const nodes = cluster.nodes.length;
    const most = MOST_PER_CONTAINER * containers;
    return { score: (node) => (node.imageStates.size === 0 ? 0 : scoreOf(bytesOf(images, node, nodes), most)) };
  },
};
