import type { Plugin } from '../../cycle/plugin.js';
import type { NodeInfo } from '../../snapshot/node-info.js';

const MEBIBYTE = 1024 * 1024;
const LEAST = 23 * MEBIBYTE;
const MOST_PER_IMAGE = 1000 * MEBIBYTE;

interface SpreadImage {
  readonly name: string;
  /** Size, scaled down by how few nodes have it, so that pods do not all crowd onto the one node that does. */
  readonly worth: number;
}

function scoreOf(images: readonly SpreadImage[], most: number, node: NodeInfo): number {
  let sum = 0;
  for (const image of images) if (node.images.has(image.name)) sum += image.worth;
  const clamped = Math.min(Math.max(sum, LEAST), most);
  return Math.floor((100 * (clamped - LEAST)) / (most - LEAST));
}

/** Prefers nodes that already hold the pod's images, by their bytes. */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  local: true,
  prepareScore: ({ pod, cluster }) => {
    const names = pod.traits.images;
    const nodes = cluster.nodes.length;
    const images = names.flatMap((name) => {
      const state = cluster.images.get(name);
      return state ? [{ name, worth: Math.trunc(state.size * (state.nodes / nodes)) }] : [];
    });
    if (images.length === 0) return { score: () => 0 };
    return { score: (node) => scoreOf(images, MOST_PER_IMAGE * names.length, node) };
  },
};
