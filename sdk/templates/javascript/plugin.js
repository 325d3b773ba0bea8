/** @type {import('regatta').Plugin} */
export const plugin = {
  name: 'my first scheduler',

  /** Higher is better; only nodes that the pod fits on are asked about. Here: the node that is fullest afterwards. */
  score(pod, node) {
    const cpu = (node.cpuFree - pod.cpuMilli) / node.cpuMilli;
    const memory = (node.memoryFree - pod.memoryBytes) / node.memoryBytes;
    return -(cpu + memory);
  },

  // filter(pod, node, cluster) { return true; },
  //
  // The whole problem at once, in place of score and filter:
  // schedule(cluster, pending) {
  //   for (const pod of pending)
  //     for (const node of cluster.nodes.values())
  //       if (cluster.fits(pod, node)) { cluster.bind(pod, node, 'first fit'); break; }
  // },
};
